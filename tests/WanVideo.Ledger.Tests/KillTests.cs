using System.Diagnostics;
using System.Globalization;
using WanVideo.Ledger;
using WanVideo.MockServer;
using WanVideo.Tests.Ledger.PostgreSql;

namespace WanVideo.Tests.Ledger;

/// <summary>
/// Processes that create tasks at a mock server and are killed as by kill -9. WANVIDEO_KILLS is the number of kills; default 3, with
/// WANVIDEO_TEST_LONG=1 200.
/// </summary>
public abstract class KillTests : IAsyncLifetime
{
    private const int RowCount = 50;

    private static readonly int Kills = int.Parse(
        Environment.GetEnvironmentVariable("WANVIDEO_KILLS") ?? (Environment.GetEnvironmentVariable("WANVIDEO_TEST_LONG") == "1" ? "200" : "3"), CultureInfo.InvariantCulture);

    private readonly string stateFolder = TestFolder.Create();
    private MockServer.MockServer server = null!;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The location of an empty ledger.</summary>
    private protected abstract string Location { get; }

    [Fact]
    public async Task Processes_killed_at_random_times_lose_no_accepted_task_and_create_none_twice()
    {
        const int Throttle = 5;
        server.Faults.Add(new Fault { Method = "POST", Action = new FaultAction { Kind = FaultKind.Delay, When = FaultTime.After, Milliseconds = 20 } });
        var random = new Random();
        var (kills, runs) = (0, 0);
        for (; kills < Kills; runs++)
        {
            // Half of the rows were also in the previous run. The process is killed after a random number of rows was accepted, if it has not exited before.
            using var worker = await StartAsync(Throttle, first: runs * RowCount / 2);
            var offset = random.Next(RowCount);
            var target = server.Record.State.CreateRequests + offset;
            var started = Stopwatch.GetTimestamp();
            while (server.Record.State.CreateRequests < target && !worker.HasExited)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2), "The worker neither creates tasks nor exits.");
                await server.Record.WaitUntilAsync(() => server.Record.State.CreateRequests >= target, TimeSpan.FromMilliseconds(20));
            }

            // The opening of the ledger and the first request take longer than a later request.
            await Task.Delay(random.Next(offset == 0 ? 500 : 30), Stop);
            if (worker.HasExited)
            {
                await worker.WaitAsync();
            }
            else
            {
                await worker.KillAsync();
                kills++;
            }
        }

        using (var last = await StartAsync(Throttle, first: runs * RowCount / 2))
        {
            await last.WaitAsync();
        }

        var accepted = server.Record.Tasks;
        var records = await ListAsync();
        var recordedIds = records.Where(record => record.Task is not null).Select(record => record.Task!.Id).ToHashSet();
        var unresolvedLabels = records.Where(record => record.State is IntentState.Unresolved).Select(record => record.Label).ToHashSet();
        var lost = accepted.Where(task => !recordedIds.Contains(task.Id) && !unresolvedLabels.Contains(task.Prompt)).ToList();
        var repeated = accepted.GroupBy(task => task.Prompt).Where(tasks => tasks.Count() > 1).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kills} kills in {runs} runs of {RowCount} rows: {accepted.Count} tasks accepted, {recordedIds.Count} recorded, {unresolvedLabels.Count} unresolved "
            + $"({accepted.Count(task => unresolvedLabels.Contains(task.Prompt))} of them accepted), {lost.Count} lost, {repeated.Count} created twice.");
        Assert.Empty(lost);
        Assert.Empty(repeated);
        Assert.Equal(records.Count, records.Select(record => record.Label).Distinct().Count());
        Assert.Equal(records.Count, recordedIds.Count + unresolvedLabels.Count);
        Assert.Contains(records, record => record.Label == $"shot-{(runs * RowCount / 2) + RowCount - 1}");
        Assert.Subset(accepted.Select(task => task.Id).ToHashSet(), recordedIds);
        Assert.InRange(unresolvedLabels.Count, 0, Throttle * kills);
    }

    [Fact]
    public async Task A_run_at_the_pace_of_the_gateway_leaves_at_most_one_unsent_request_unresolved()
    {
        // Acceptance test 10: two create requests a second are accepted, and the others get HTTP 429.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var limit = Task.Run(
            async () =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
                do
                {
                    server.Faults.Clear();
                    server.Faults.Add(new Fault { Method = "POST", Skip = 1, Action = new FaultAction { Kind = FaultKind.Status, Status = 429, Body = "{}" } });
                }
                while (await timer.WaitForNextTickAsync(end.Token));
            },
            Stop);
        using var worker = await StartAsync(throttle: 32, first: 0);

        // About 5 s. The first requests are sent before the pace is known.
        Assert.True(await server.Record.WaitUntilAsync(() => server.Record.State.CreateRequests >= 5, TimeSpan.FromMinutes(1)));
        await Task.Delay(Random.Shared.Next(500), Stop);
        Assert.False(worker.HasExited);
        await worker.KillAsync();
        await end.CancelAsync();
        await Record.ExceptionAsync(() => limit);

        // The next process on this host marks the attempts of the killed one as unresolved.
        await using (var tasks = new TaskLedger(new LedgerFactory().Create(Location, TimeProvider.System), stateFolder, TimeProvider.System))
        {
            await tasks.OpenAsync(new RecordedMessages(), Stop);
        }

        var accepted = server.Record.Tasks.Select(task => task.Prompt).ToHashSet();
        var records = await ListAsync();
        var unsent = records.Where(record => record.State is IntentState.Unresolved && !accepted.Contains(record.Label!)).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{server.Record.Requests.Count} requests, {accepted.Count} accepted, {records.Count} recorded, {unsent.Count} unresolved and not sent.");
        Assert.NotEmpty(accepted);
        Assert.DoesNotContain(records, record => record.State is IntentState.Sending);
        Assert.InRange(unsent.Count, 0, 1);
    }

    public virtual async ValueTask InitializeAsync() => server = await MockServer.MockServer.StartAsync(new MockServerOptions { TaskDuration = TimeSpan.FromHours(1) });

    public virtual async ValueTask DisposeAsync()
    {
        await (server?.DisposeAsync() ?? default);
        Directory.Delete(stateFolder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task<WorkerProcess> StartAsync(int throttle, int first)
    {
        var worker = (await WorkerProcess.StartAsync(
            1, "create", Location, RowCount.ToString(CultureInfo.InvariantCulture), throttle.ToString(CultureInfo.InvariantCulture), server.BaseUri.AbsoluteUri, first.ToString(CultureInfo.InvariantCulture), stateFolder))[0];
        worker.Begin();
        return worker;
    }

    private async Task<List<LedgerRecord>> ListAsync()
    {
        await using var ledger = new LedgerFactory().Create(Location, TimeProvider.System);
        return await ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
    }
}

public sealed class SqliteKillTests : KillTests
{
    private readonly string folder = TestFolder.Create();

    private protected override string Location => Path.Combine(folder, "ledger.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

[Collection("PostgreSQL")]
public sealed class PostgreSqlKillTests(PostgreSqlFixture fixture) : KillTests
{
    private PostgreSqlServer postgreSql = null!;
    private string? database;

    private protected override string Location => postgreSql.GetConnectionUri(database!);

    public override async ValueTask InitializeAsync()
    {
        postgreSql = await fixture.GetServerAsync();
        database = await postgreSql.CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (database is not null)
        {
            await postgreSql.DropDatabaseAsync(database);
        }
    }
}
