using System.Diagnostics;
using Microsoft.Data.Sqlite;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

// Tests of file modes are skipped on Windows.
#pragma warning disable CA1416

/// <summary>Ledgers that cannot be used: the error has the reason and the remedy, and nothing is recorded.</summary>
public sealed class SqliteFailureTests : IAsyncDisposable
{
    private readonly string folder = TestFolder.Create();
    private readonly List<string> mounts = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string LedgerPath => Path.Combine(folder, "ledger.db");

    [Fact]
    public async Task A_text_file_is_not_a_ledger()
    {
        await File.WriteAllTextAsync(LedgerPath, string.Join('\n', Enumerable.Repeat("This is the journal of a project.", 100)), Stop);
        await RefuseAsync(LedgerPath, "is not a WanVideo ledger");
    }

    [Fact]
    public async Task A_database_of_another_program_is_not_changed()
    {
        await using (var connection = new SqliteConnection($"Data Source={LedgerPath};Pooling=False"))
        {
            await connection.OpenAsync(Stop);
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE ledger (amount INTEGER)";
            await command.ExecuteNonQueryAsync(Stop);
        }

        var content = await File.ReadAllBytesAsync(LedgerPath, Stop);
        await RefuseAsync(LedgerPath, "database of another program");
        Assert.Equal(content, await File.ReadAllBytesAsync(LedgerPath, Stop));
    }

    [Fact]
    public async Task A_damaged_ledger_is_reported()
    {
        await CreateAsync(LedgerPath);
        await using (var file = File.Open(LedgerPath, FileMode.Open))
        {
            file.Position = 4096;
            await file.WriteAsync(new byte[file.Length - 4096], Stop);
        }

        await RefuseAsync(LedgerPath, "is damaged");
    }

    [Fact]
    public async Task A_newer_schema_is_rejected()
    {
        await CreateAsync(LedgerPath);
        await using (var connection = new SqliteConnection($"Data Source={LedgerPath};Pooling=False"))
        {
            await connection.OpenAsync(Stop);
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE ledger SET version = 7";
            await command.ExecuteNonQueryAsync(Stop);
        }

        await RefuseAsync(LedgerPath, "schema version 7");
    }

    [Theory]
    [InlineData("OneDrive - Contoso")]
    [InlineData("Dropbox")]
    [InlineData("OneDrive")]
    [InlineData("Dropbox (Contoso)")]
    [InlineData("Contoso Dropbox")]
    [InlineData("iCloudDrive")]
    [InlineData("iCloud Drive")]
    [InlineData("Mobile Documents")]
    [InlineData("Google Drive")]
    [InlineData("CloudStorage")]
    public async Task A_synchronized_folder_is_rejected(string name) => await RefuseAsync(Path.Combine(folder, name, "ledger.db"), "cloud client");

    [Theory]
    [InlineData("OneDriveX")]
    [InlineData("Dropbox2")]
    [InlineData("CloudStorageTests")]
    public async Task A_folder_whose_name_begins_as_that_of_a_cloud_folder_is_accepted(string name) => await CreateAsync(Path.Combine(folder, name, "ledger.db"));

    [Fact]
    public async Task A_file_with_several_hard_links_is_rejected()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The number of links is read on Linux.");
        await CreateAsync(LedgerPath);
        Run("ln", LedgerPath, Path.Combine(folder, "other.db"));
        await RefuseAsync(LedgerPath, "has 2 hard links");
        File.Delete(Path.Combine(folder, "other.db"));
        await CreateAsync(LedgerPath, "second");
    }

    [Fact]
    public async Task A_file_that_is_a_mount_point_is_rejected()
    {
        var disk = Mount("1m");
        var path = Path.Combine(disk, "led ger.db");
        await CreateAsync(LedgerPath);
        await File.WriteAllTextAsync(path, "", Stop);
        Run("mount", "--bind", LedgerPath, path);
        mounts.Insert(0, path);
        await RefuseAsync(path, "Mount the folder of the ledger, not the file");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_others_can_read_is_made_private(bool hasLedger)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access control lists.");
        const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        await using var first = Open(LedgerPath);
        if (hasLedger)
        {
            await first.ClaimAsync(CreateClaim(CreateIntent()), Stop);
        }
        else
        {
            await File.WriteAllTextAsync(LedgerPath, "", Stop);
        }

        foreach (var file in Directory.GetFiles(folder))
        {
            File.SetUnixFileMode(file, Shared);
        }

        await using var second = Open(LedgerPath);
        await second.ClaimAsync(CreateClaim(CreateIntent("b")), Stop);
        foreach (var file in new[] { LedgerPath, LedgerPath + "-wal", LedgerPath + "-shm" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_link_into_a_synchronized_folder_is_rejected()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        Directory.CreateDirectory(Path.Combine(folder, "Dropbox"));
        File.CreateSymbolicLink(LedgerPath, Path.Combine(folder, "Dropbox", "ledger.db"));
        await RefuseAsync(LedgerPath, "cloud client");
    }

    [Fact]
    public void A_network_path_is_rejected() => Assert.Contains("network path", Assert.Throws<VideoException>(() => SqliteFile.RequireLocal(@"\\server\share\ledger.db")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(DriveType.Network, "ext4", true)]
    [InlineData(DriveType.Fixed, "nfs", true)]
    [InlineData(DriveType.Fixed, "smb2", true)]
    [InlineData(DriveType.Fixed, "v9fs", true)]
    [InlineData(DriveType.Fixed, "fuse", true)]
    [InlineData(DriveType.Fixed, "ext4", false)]
    [InlineData(DriveType.Ram, "tmpfs", false)]
    [InlineData(DriveType.Fixed, "NTFS", false)]
    [InlineData(DriveType.Fixed, "apfs", false)]
    public void A_network_file_system_is_rejected(DriveType type, string format, bool isRefused) => Assert.Equal(isRefused, SqliteFile.IsUnsupported(type, format));

    [Fact]
    public async Task A_folder_that_cannot_be_created_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), "", Stop);
        await RefuseAsync(Path.Combine(folder, "file", "ledger.db"), "cannot be created");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_only_disk_is_rejected(bool hasLedger)
    {
        var disk = Mount("1m");
        var path = Path.Combine(disk, "ledger.db");
        if (hasLedger)
        {
            await CreateAsync(path);
        }

        Run("mount", "-o", "remount,ro", disk);
        await RefuseAsync(path, "ledger.db");
        Assert.Equal(hasLedger, File.Exists(path));
    }

    [Fact]
    public async Task A_read_only_file_and_folder_are_rejected()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access control lists.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess && !OperatingSystem.IsLinux(), "Root obeys file permissions only on Linux, without CAP_DAC_OVERRIDE.");
        await CreateAsync(LedgerPath);
        File.SetUnixFileMode(LedgerPath, UnixFileMode.UserRead);
        await RefuseRestrictedAsync(LedgerPath, "read-only");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await RefuseRestrictedAsync(Path.Combine(folder, "other.db"), "cannot be created");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task On_a_full_disk_a_permit_is_granted_only_if_it_is_recorded()
    {
        var disk = Mount("16m");
        var path = Path.Combine(disk, "ledger.db");
        var filler = Path.Combine(disk, "filler");
        var (granted, refused) = (0, 0);
        await using var ledger = Open(path);
        for (var pages = 0; pages < 48; pages++)
        {
            // A new log: the claim makes it grow.
            await CreateAsync(path, $"before-{pages}");
            Fill(filler, free: pages * 4096);
            var label = $"shot-{pages}";
            var isGranted = false;
            try
            {
                isGranted = await ledger.ClaimAsync(CreateClaim(CreateIntent(label)), Stop) is ClaimResult.Granted;
                granted++;
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.LedgerUnavailable)
            {
                refused++;
                Assert.Contains(path, exception.Message, StringComparison.Ordinal);
            }

            File.Delete(filler);
            Assert.Equal(isGranted ? 1 : 0, await ledger.ListAsync(new LedgerQuery { Labels = [label] }, Stop).CountAsync(Stop));
        }

        Assert.NotEqual(0, granted);
        Assert.NotEqual(0, refused);
        TestContext.Current.TestOutputHelper?.WriteLine($"{granted} granted, {refused} refused.");
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access control lists.");
        await using var ledger = Open(LedgerPath);
        await ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop);
        foreach (var file in new[] { LedgerPath, LedgerPath + "-wal", LedgerPath + "-shm" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_failed_script_does_not_fail_or_delay_the_others_of_its_group()
    {
        await using var engine = new SqliteEngine(LedgerPath, TimeProvider.System);
        var writes = Enumerable.Range(0, 100).Select(number => engine.WriteAsync(
            number % 10 == 3
                ? "INSERT INTO nothing VALUES (1); SELECT 1"
                : $"INSERT INTO account (provider, base_uri, key_tag) VALUES ('P', 'b', 'k{number}'); SELECT 1",
            [],
            (_, _) => Task.FromResult(true),
            Stop)).ToList();
        for (var number = 0; number < writes.Count; number++)
        {
            if (number % 10 == 3)
            {
                Assert.Contains("nothing", (await Assert.ThrowsAsync<VideoException>(() => writes[number])).Message, StringComparison.Ordinal);
            }
            else
            {
                await writes[number].WaitAsync(TimeSpan.FromSeconds(30), Stop);
            }
        }

        var count = await engine.ReadAsync("SELECT count(*) FROM account", [], async (reader, token) => await reader.ReadAsync(token) ? reader.GetInt64(0) : 0, Stop);
        Assert.Equal(90, count);
    }

    [Fact]
    public async Task A_canceled_write_is_not_executed_and_a_disposed_engine_throws()
    {
        var engine = new SqliteEngine(LedgerPath, TimeProvider.System);
        using var cancel = new CancellationTokenSource();
        var writes = Enumerable.Range(0, 200).Select(number => engine.WriteAsync(
            $"INSERT INTO account (provider, base_uri, key_tag) VALUES ('P', 'b', 'k{number}'); SELECT 1",
            [],
            (_, _) => Task.FromResult(true),
            cancel.Token)).ToList();
        await cancel.CancelAsync();
        var made = 0;
        foreach (var write in writes)
        {
            made += await Record.ExceptionAsync(() => write) is null ? 1 : 0;
        }

        var count = await engine.ReadAsync("SELECT count(*) FROM account", [], async (reader, token) => await reader.ReadAsync(token) ? reader.GetInt64(0) : 0, Stop);
        Assert.Equal(made, count);
        await engine.DisposeAsync();
        await engine.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.WriteAsync("SELECT 1", [], (_, _) => Task.FromResult(true), Stop));
    }

    public ValueTask DisposeAsync()
    {
        foreach (var mount in mounts)
        {
            Run("umount", "-l", mount);
        }

        Directory.Delete(folder, recursive: true);
        return default;
    }

    private static SqlLedger Open(string path) => new(new SqliteEngine(path, TimeProvider.System), TimeProvider.System);

    private static async Task CreateAsync(string path, string label = "first")
    {
        await using var ledger = Open(path);
        Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(CreateIntent(label)), Stop));
    }

    private static async Task RefuseAsync(string path, string message)
    {
        await using var ledger = Open(path);
        Exception[] failures =
        [
            await Assert.ThrowsAsync<VideoException>(() => ledger.ClaimAsync(CreateClaim(CreateIntent("refused")), Stop)),
            await Record.ExceptionAsync(async () => await ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop)) ?? new VideoException(VideoErrorKind.LedgerUnavailable, message),
        ];
        Assert.All(failures, exception => Assert.Contains(message, Assert.IsType<VideoException>(exception).Message, StringComparison.Ordinal));
        Assert.All(failures, exception => Assert.Equal(VideoErrorKind.LedgerUnavailable, ((VideoException)exception).Error.Kind));
    }

    /// <summary>As <see cref="RefuseAsync"/>, in a process that obeys file permissions.</summary>
    private static async Task RefuseRestrictedAsync(string path, string message)
    {
        using var worker = await WorkerProcess.StartRestrictedAsync("try", path);
        worker.Begin();
        await worker.WaitAsync();
        var errors = worker.Lines.Where(line => line != "ready").ToList();
        Assert.StartsWith("claim: ", errors.FirstOrDefault(), StringComparison.Ordinal);
        Assert.All(errors, error => Assert.Matches($"^(claim|list): {VideoErrorKind.LedgerUnavailable}: .*{message}", error));
    }

    private static void Fill(string filler, int free)
    {
        using var file = File.Create(filler);
        try
        {
            var page = new byte[4096];
            while (true)
            {
                file.Write(page);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // The disk is full.
        }

        file.SetLength(Math.Max(0, file.Length - free));
    }

    private string Mount(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a file system requires root on Linux.");
        var disk = Directory.CreateDirectory(Path.Combine(folder, $"disk{mounts.Count}")).FullName;
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk) == 0, "This system does not allow mounting.");
        mounts.Add(disk);
        return disk;
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
