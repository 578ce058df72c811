using System.Diagnostics;
using System.Globalization;
using WanVideo.Ledger;
using WanVideo.Ledger.PostgreSql;
using WanVideo.Ledger.Sqlite;
using WanVideo.Tests.Ledger;
using WanVideo.Tests.Ledger.PostgreSql;

namespace WanVideo.Benchmarks;

/// <summary>An empty ledger in a temporary folder or on a server of its own, and processes that use it.</summary>
internal sealed class BenchmarkLedger : IAsyncDisposable
{
    private const string UriScheme = "postgresql://";

    private readonly PostgreSqlServer? server;
    private readonly string? folder;

    private BenchmarkLedger(string location, PostgreSqlServer? server, string? folder) => (Location, this.server, this.folder) = (location, server, folder);

    public string Location { get; }

    /// <summary>The write-ahead log of SQLite; null with PostgreSQL.</summary>
    public string? LogPath => folder is null ? null : Location + "-wal";

    /// <param name="engine">sqlite or postgresql, or the connection URI of an empty database.</param>
    public static async Task<BenchmarkLedger> CreateAsync(string engine)
    {
        if (engine.StartsWith(UriScheme, StringComparison.Ordinal))
        {
            return new(engine, null, null);
        }

        if (engine is "sqlite")
        {
            var folder = Directory.CreateTempSubdirectory("wanvideo-benchmark-").FullName;
            return new(Path.Combine(folder, "ledger.db"), null, folder);
        }

        var server = await PostgreSqlServer.StartAsync();
        return new(server.GetConnectionUri("postgres"), server, null);
    }

    private ISqlEngine OpenEngine() => folder is not null ? new SqliteEngine(Location, TimeProvider.System) : new PostgreSqlEngine(Location, TimeProvider.System);

    public SqlLedger Open() => new(OpenEngine(), TimeProvider.System);

    /// <summary>Adds recorded tasks.</summary>
    public async Task FillAsync(int count)
    {
        await using var ledger = Open();
        await ledger.OpenAsync(default);
        await using var engine = OpenEngine();
        await LedgerGenerator.AddAsync(engine, count);

        // As PostgreSQL's own maintenance does after a while.
        await (server?.ExecuteAsync("postgres", "VACUUM ANALYZE") ?? Task.CompletedTask);
        var info = await ledger.GetInfoAsync(default);
        Console.WriteLine($"{info.Engine}, {count} records, {info.SizeBytes >> 20} MiB");
    }

    /// <summary>The processor time of the PostgreSQL server's running processes, which are found by its port; zero with SQLite.</summary>
    public TimeSpan GetServerTime()
    {
        if (folder is not null || !OperatingSystem.IsLinux())
        {
            return TimeSpan.Zero;
        }

        var processes = Process.GetProcesses().Where(process => process.ProcessName.StartsWith("postgres", StringComparison.Ordinal)).ToArray();
        var postmaster = processes.FirstOrDefault(process => File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"-p\0{new Uri(Location).Port}", StringComparison.Ordinal));
        return processes
            .Where(process => process.Id == postmaster?.Id || GetParent(process.Id) == postmaster?.Id)
            .Aggregate(TimeSpan.Zero, (sum, process) => sum + process.TotalProcessorTime);

        // proc(5): the fourth field, after the name in parentheses.
        static int GetParent(int id) => int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(')')[1].Split(' ')[2], CultureInfo.InvariantCulture);
    }

    /// <summary>Starts this program with other arguments.</summary>
    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    public async ValueTask DisposeAsync()
    {
        await (server?.DisposeAsync() ?? default);
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
