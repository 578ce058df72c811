using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace WanVideo.Tests.Ledger.PostgreSql;

/// <summary>
/// A PostgreSQL cluster in a temporary folder, on loopback, with fsync on (the default). PostgreSQL refuses to run as root: if the tests run as root, it runs
/// as the user <c>nobody</c>.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string UserName = "wanvideo";
    public const string Password = "p@ss/word:1%";
    private readonly string folder;
    private readonly string data;

    private PostgreSqlServer(string folder, string data, int port) => (this.folder, this.data, Port) = (folder, data, port);

    /// <summary>The reason to skip the tests; null if PostgreSQL is installed.</summary>
    public static string? MissingReason { get; } =
        FindProgram("initdb") is null ? "PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql)."
        : Environment.IsPrivilegedProcess && !OperatingSystem.IsLinux() ? "PostgreSQL does not run as an administrator."
        : null;

    public int Port { get; }

    private string ArchiveFolder => Path.Combine(folder, "archive");

    /// <summary>Creates and starts a cluster.</summary>
    public static Task<PostgreSqlServer> StartAsync() => StartAsync(isArchived: false);

    /// <summary>Creates and starts a cluster.</summary>
    /// <param name="isArchived">Whether it archives its log, for <see cref="StartAtRestorePointAsync"/>.</param>
    public static async Task<PostgreSqlServer> StartAsync(bool isArchived)
    {
        var folder = await CreateFolderAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), Password);
        var server = new PostgreSqlServer(folder, Path.Combine(folder, "data"), GetFreePort());
        await RunAsync("initdb", "-D", server.data, "-U", UserName, "--pwfile", Path.Combine(folder, "password"), "--auth=scram-sha-256", "-E", "UTF8", "--no-locale", "--no-sync");
        await server.StartAgainAsync(isArchived ? $"-c archive_mode=on -c archive_command='mkdir -p \"{server.ArchiveFolder}\" && cp \"%p\" \"{server.ArchiveFolder}/%f\"'" : "");
        return server;
    }

    /// <summary>Copies the cluster's current state, as a base backup.</summary>
    /// <returns>The server, not started.</returns>
    public async Task<PostgreSqlServer> BackUpAsync()
    {
        var copy = await CreateFolderAsync();
        var server = new PostgreSqlServer(copy, Path.Combine(copy, "data"), GetFreePort());
        await RunAsync("pg_basebackup", "-d", GetConnectionUri("postgres"), "-D", server.data, "-X", "stream", "-c", "fast", "--no-sync");
        return server;
    }

    /// <summary>Starts a base backup as a standby.</summary>
    public async Task StartStandbyAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(data, "standby.signal"), "");
        await StartAgainAsync("-c restore_command=false");
    }

    /// <summary>Starts a base backup and replays the log of its cluster up to a restore point.</summary>
    /// <param name="origin">The cluster, which archived its log.</param>
    /// <param name="name">The restore point.</param>
    public async Task StartAtRestorePointAsync(PostgreSqlServer origin, string name)
    {
        await File.WriteAllTextAsync(Path.Combine(data, "recovery.signal"), "");
        await StartAgainAsync($"-c restore_command='cp \"{origin.ArchiveFolder}/%f\" \"%p\"' -c recovery_target_name={name} -c recovery_target_action=promote");
        while (await ExecuteAsync("postgres", "SELECT pg_is_in_recovery()") is true)
        {
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until the log so far is archived.</summary>
    public async Task ArchiveLogAsync()
    {
        var segment = await ExecuteAsync("postgres", "SELECT pg_walfile_name(pg_switch_wal())");
        while (!File.Exists(Path.Combine(ArchiveFolder, $"{segment}")) || await ExecuteAsync("postgres", "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'") is not 0L)
        {
            await Task.Delay(50);
        }
    }

    /// <summary>Makes a standby a primary server. It begins a new timeline, as after a point-in-time recovery.</summary>
    public Task PromoteAsync() => RunAsync("pg_ctl", "promote", "-w", "-D", data);

    public Task StartAgainAsync(string options = "") => RunAsync(
        "pg_ctl", "start", "-w", "-D", data, "-l", Path.Combine(folder, "log"), "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 {options}");

    /// <summary>Stops the cluster. The immediate mode is a crash: nothing is written, and the next start recovers from the log.</summary>
    public Task StopAsync(string mode) => RunAsync("pg_ctl", "stop", "-w", "-D", data, "-m", mode);

    /// <summary>The connection URI of a database.</summary>
    public string GetConnectionUri(string database, int? port = null, string options = "") =>
        FormattableString.Invariant($"postgresql://{UserName}:{Uri.EscapeDataString(Password)}@127.0.0.1:{port ?? Port}/{database}?sslmode=disable&gssencmode=disable{options}");

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"t{Guid.NewGuid():N}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Deletes a database. Recovery after a crash flushes every file, so that unused databases would slow down later tests.</summary>
    public Task DropDatabaseAsync(string name) => ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    /// <summary>Runs statements on a connection of its own.</summary>
    /// <returns>The first value of the first row.</returns>
    public async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = Port, Username = UserName, Password = Password, Database = database, SslMode = SslMode.Disable, Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(data, "postmaster.pid")))
        {
            await StopAsync("immediate");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> CreateFolderAsync()
    {
        var folder = Directory.CreateTempSubdirectory("wanvideo-postgresql-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await RunProcessAsync("chown", "nobody", folder);
        }

        return folder;
    }

    private static int GetFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")) : [])
            .Select(path => Path.Combine(path, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .FirstOrDefault(File.Exists);

    private static Task RunAsync(string program, params string[] arguments)
    {
        var path = FindProgram(program)!;
        return Environment.IsPrivilegedProcess
            ? RunProcessAsync("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments])
            : RunProcessAsync(path, arguments);
    }

    private static async Task RunProcessAsync(string program, params string[] arguments)
    {
        // The server inherits the handles of pg_ctl, so that reading redirected output would not complete.
        var isServer = arguments.Contains("start");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = !isServer, RedirectStandardOutput = !isServer, WorkingDirectory = Path.GetTempPath() };
        using var process = Process.Start(start)!;
        var output = isServer ? Task.FromResult("") : process.StandardOutput.ReadToEndAsync();
        var errors = isServer ? "" : await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {arguments.FirstOrDefault(argument => argument.Contains('/'))} failed: {await output}{errors}");
        }
    }
}
