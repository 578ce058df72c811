using System.Diagnostics;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

/// <summary>Processes that use one file at the same time.</summary>
public sealed class SqliteProcessTests : IDisposable
{
    private readonly string folder = TestFolder.Create();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static bool IsLong => Environment.GetEnvironmentVariable("WANVIDEO_TEST_LONG") == "1";

    private string LedgerPath => Path.Combine(folder, "ledger.db");

    [Fact]
    public async Task Ten_processes_that_start_at_once_create_one_ledger()
    {
        var workers = await WorkerProcess.StartAsync(10, "open", LedgerPath);
        await RunAsync(workers);
        Assert.Single(workers.SelectMany(worker => worker.Lines).Where(line => line.StartsWith("ledger", StringComparison.Ordinal)).Distinct());
        Assert.All(workers, worker => Assert.Equal(2, worker.Lines.Count));
    }

    [Fact]
    public async Task Four_processes_with_the_same_50_claims_send_50_requests()
    {
        var workers = await WorkerProcess.StartAsync(4, "same", LedgerPath, "50");
        await RunAsync(workers);
        Assert.Equal(50, workers.SelectMany(worker => worker.Lines).Count(line => line.StartsWith("sent", StringComparison.Ordinal)));
        Assert.Equal(50, (await ListAsync()).Count);
    }

    [Fact]
    public async Task Eight_processes_that_create_100_tasks_each_leave_800_records()
    {
        var workers = await WorkerProcess.StartAsync(8, "own", LedgerPath, "100");
        await RunAsync(workers);
        var records = await ListAsync();
        Assert.Equal(800, records.Count);
        Assert.All(records, record => Assert.Equal(IntentState.Accepted, record.State));
    }

    [Fact]
    public async Task Processes_killed_at_any_moment_lose_no_task_and_send_none_twice()
    {
        for (var round = 0; round < (IsLong ? 100 : 3); round++)
        {
            var path = Path.Combine(folder, $"{round}.db");
            var workers = await WorkerProcess.StartAsync(2, "each", path, "50");
            Array.ForEach(workers, worker => worker.Begin());
            await Task.Delay(Random.Shared.Next(1200), Stop);
            await workers[0].KillAsync();
            await Task.Delay(Random.Shared.Next(300), Stop);
            await workers[1].KillAsync();

            var rerun = await WorkerProcess.StartAsync(1, "each", path, "50");
            await RunAsync(rerun);
            var lines = workers.Concat(rerun).SelectMany(worker => worker.Lines).ToList();
            var sent = lines.Where(line => line.StartsWith("sent", StringComparison.Ordinal)).ToList();
            Assert.Equal(sent.Distinct(), sent);
            var records = await ListAsync(path);
            Assert.Equal(50, records.Count);
            foreach (var task in lines.Where(line => line.StartsWith("recorded", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]))
            {
                Assert.Contains(records, record => record.Task?.Id == task);
            }

            // A process sends one request at a time: each that was killed leaves at most one in doubt.
            Assert.InRange(records.Count(record => record.Task is null), 0, 2);
        }
    }

    [Fact]
    public async Task A_process_frozen_in_a_transaction_delays_others_for_10_s_at_most()
    {
        using var worker = (await WorkerProcess.StartAsync(1, "lock", LedgerPath))[0];
        worker.Begin();
        await worker.WaitForLineAsync("locked");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP.");
        worker.Freeze();
        await using var ledger = Open(LedgerPath);

        var started = Stopwatch.GetTimestamp();
        var claims = Enumerable.Range(0, 40).Select(number => ledger.ClaimAsync(CreateClaim(CreateIntent($"shot-{number}")), Stop)).ToList();
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ledger.ClaimAsync(CreateClaim(CreateIntent("cancelled")), cancel.Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(3));

        // One that begins in the meantime has its own 10 s, no more.
        claims.Add(ledger.ClaimAsync(CreateClaim(CreateIntent("later")), Stop));
        foreach (var claim in claims)
        {
            var exception = await Assert.ThrowsAsync<VideoException>(() => claim);
            Assert.Contains(LedgerPath, exception.Message, StringComparison.Ordinal);
            Assert.Contains("locked by another process", exception.Message, StringComparison.Ordinal);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(15));

        // Readers do not wait for the lock, and the ledger can be used again once it is free.
        Assert.Empty(await ListAsync());
        await worker.KillAsync();
        Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(CreateIntent("shot-1")), Stop));
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task A_slow_reader_does_not_let_the_log_grow()
    {
        await using var ledger = Open(LedgerPath);
        await using (var engine = new SqliteEngine(LedgerPath, TimeProvider.System))
        {
            await LedgerGenerator.AddAsync(engine, IsLong ? 200_000 : 20_000);
        }

        using var reading = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var reader = Task.Run(
            async () =>
            {
                var number = 0;
                await foreach (var record in ledger.ListAsync(new LedgerQuery(), reading.Token))
                {
                    if (++number % 100 == 0)
                    {
                        await Task.Delay(1, reading.Token);
                    }
                }
            },
            Stop);
        long longest = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, IsLong ? 5_000 : 1_500), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Stop }, async (number, token) =>
        {
            var claim = await ledger.ClaimAsync(CreateClaim(CreateIntent($"shot-{number}")), token);
            await ledger.SettleAsync(CreateSettlement(Assert.IsType<ClaimResult.Granted>(claim).Permit, AttemptEvent.Accept, $"T{number}"), token);
            longest = Math.Max(longest, new FileInfo(LedgerPath + "-wal").Length);
        });
        await reading.CancelAsync();
        await Record.ExceptionAsync(() => reader);
        Assert.InRange(longest, 1, 32 << 20);
        TestContext.Current.TestOutputHelper?.WriteLine($"The log took {longest >> 20} MiB at most.");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static SqlLedger Open(string path) => new(new SqliteEngine(path, TimeProvider.System), TimeProvider.System);

    private async Task<List<LedgerRecord>> ListAsync(string? path = null)
    {
        await using var ledger = Open(path ?? LedgerPath);
        return await ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
    }

    private static async Task RunAsync(WorkerProcess[] workers)
    {
        Array.ForEach(workers, worker => worker.Begin());
        foreach (var worker in workers)
        {
            await worker.WaitAsync();
        }
    }
}
