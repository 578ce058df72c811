using System.Diagnostics;
using WanVideo.Ledger;
using WanVideo.Ledger.PostgreSql;
using WanVideo.Ledger.Sqlite;
using WanVideo.Tests.Ledger;
using WanVideo.Tests.Ledger.PostgreSql;

namespace WanVideo.Benchmarks;

/// <summary>An empty ledger in a temporary folder or on a server of its own, and processes that use it.</summary>
internal sealed class BenchmarkLedger : IAsyncDisposable
{
    private readonly PostgreSqlServer? server;
    private readonly string? folder;

    private BenchmarkLedger(PostgreSqlServer? server, string? folder)
    {
        (this.server, this.folder) = (server, folder);
        Location = server?.GetConnectionUri("postgres") ?? Path.Combine(folder!, "ledger.db");
    }

    public string Location { get; }

    /// <summary>The write-ahead log of SQLite; null with PostgreSQL.</summary>
    public string? LogPath => folder is null ? null : Location + "-wal";

    /// <param name="engine">sqlite or postgresql.</param>
    public static async Task<BenchmarkLedger> CreateAsync(string engine) => engine is "sqlite"
        ? new(null, Directory.CreateTempSubdirectory("wanvideo-benchmark-").FullName)
        : new(await PostgreSqlServer.StartAsync(), null);

    private ISqlEngine OpenEngine() => server is null ? new SqliteEngine(Location, TimeProvider.System) : new PostgreSqlEngine(Location, TimeProvider.System);

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
