using WanVideo.Ledger;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger.PostgreSql;

/// <summary>Two transactions on the same records, of which the first commits slowly: a deferred trigger sleeps.</summary>
[Collection("PostgreSQL")]
public sealed class PostgreSqlRaceTests(PostgreSqlFixture fixture) : IAsyncLifetime
{
    private PostgreSqlServer server = null!;
    private string database = "";
    private SqlLedger ledger = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_refusal_during_a_repeat_leaves_the_repeat_in_flight()
    {
        var first = await GrantAsync("a");
        await ledger.SettleAsync(CreateSettlement(first, AttemptEvent.LoseResponse), Stop);
        var decision = await CreateDecisionAsync(first.Intent.Id, DecisionKind.SendAgain);
        await SlowCommitAsync("attempt");

        var repeat = ledger.ClaimAsync(CreateClaim(first.Intent, decision: decision), Stop);
        await Task.Delay(300, Stop);
        var settled = await ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Refuse), Stop);

        Assert.Equal(2, Assert.IsType<ClaimResult.Granted>(await repeat).Permit.Attempt);
        Assert.Equal(IntentState.Sending, settled.State);
        var record = Assert.Single(await ledger.FindAsync(first.Intent.Id.ToString("N"), null, Stop));
        Assert.Equal((IntentState.Sending, 2), (record.State, record.AttemptCount));
    }

    [Fact]
    public async Task A_repeat_that_begins_during_a_late_refusal_waits_for_it()
    {
        var first = await GrantAsync("a");
        await ledger.SettleAsync(CreateSettlement(first, AttemptEvent.LoseResponse), Stop);
        var decision = await CreateDecisionAsync(first.Intent.Id, DecisionKind.SendAgain);
        await SlowCommitAsync("attempt");
        await server.ExecuteAsync(database, "CREATE TRIGGER slow_update AFTER UPDATE ON wanvideo.attempt FOR EACH ROW EXECUTE FUNCTION wanvideo.sleep()");

        // Without a lock on the intent, the refusal would compute its state from attempts that do not include the repeat.
        var settlement = ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Refuse), Stop);
        await Task.Delay(400, Stop);
        Assert.Equal(2, Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(first.Intent, decision: decision), Stop)).Permit.Attempt);

        Assert.Equal(IntentState.Refused, (await settlement).State);
        var record = Assert.Single(await ledger.FindAsync(first.Intent.Id.ToString("N"), null, Stop));
        Assert.Equal((IntentState.Sending, 2), (record.State, record.AttemptCount));
    }

    [Fact]
    public async Task A_response_during_an_adoption_of_its_task_displaces_it()
    {
        var (a, b) = await CreateAdoptionAsync();
        var decision = await CreateDecisionAsync(a.Intent.Id, DecisionKind.Adopt, "T7");
        await SlowCommitAsync("decision");

        var adoption = ledger.DecideAsync(decision, Stop);
        await Task.Delay(300, Stop);
        var settled = await ledger.SettleAsync(CreateSettlement(b, AttemptEvent.Accept, "T7"), Stop);

        await adoption;
        Assert.Equal(a.Intent.Id, settled.ConflictingIntentId);
        Assert.Equal(b.Intent.Id, Assert.Single(await ledger.FindAsync("T7", null, Stop)).IntentId);
        Assert.Equal(IntentState.Unresolved, Assert.Single(await ledger.FindAsync(a.Intent.Id.ToString("N"), null, Stop)).State);
    }

    [Fact]
    public async Task An_adoption_during_the_response_with_the_task_is_a_conflict()
    {
        var (a, b) = await CreateAdoptionAsync();
        var decision = await CreateDecisionAsync(a.Intent.Id, DecisionKind.Adopt, "T7");
        await SlowCommitAsync("task");

        var settlement = ledger.SettleAsync(CreateSettlement(b, AttemptEvent.Accept, "T7"), Stop);
        await Task.Delay(300, Stop);
        await Assert.ThrowsAsync<VideoException>(() => ledger.DecideAsync(decision, Stop));

        await settlement;
        Assert.Equal(b.Intent.Id, Assert.Single(await ledger.FindAsync("T7", null, Stop)).IntentId);
        Assert.Equal(IntentState.Unresolved, Assert.Single(await ledger.FindAsync(a.Intent.Id.ToString("N"), null, Stop)).State);
    }

    [Fact]
    public async Task A_task_accepted_while_its_refused_record_is_removed_stays()
    {
        var permit = await GrantAsync("a");
        await ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Refuse), Stop);
        await SlowCommitAsync("task");

        var settlement = ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, "T1"), Stop);
        await Task.Delay(300, Stop);
        Assert.Equal(0, await ledger.RemoveAsync(null, null, Stop));

        Assert.Equal(IntentState.Accepted, (await settlement).State);
        Assert.Equal(permit.Intent.Id, Assert.Single(await ledger.FindAsync("T1", null, Stop)).IntentId);
    }

    [Fact]
    public async Task A_second_task_recorded_while_its_record_is_removed_stays()
    {
        var permit = await GrantAsync("a");
        await ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.LoseResponse), Stop);
        await ledger.DecideAsync(await CreateDecisionAsync(permit.Intent.Id, DecisionKind.Adopt, "T7"), Stop);
        await ledger.RecordTaskAsync(CreateTask("T7", VideoStatus.Succeeded), Stop);
        await SlowCommitAsync("task");

        var settlement = ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, "T8"), Stop);
        await Task.Delay(300, Stop);
        Assert.Equal(0, await ledger.RemoveAsync(null, null, Stop));

        await settlement;
        Assert.Equal(permit.Intent.Id, Assert.Single(await ledger.FindAsync("T8", null, Stop)).IntentId);
    }

    [Fact]
    public async Task A_record_removed_while_its_late_response_is_recorded_is_recorded_again()
    {
        var permit = await GrantAsync("a");
        await ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Refuse), Stop);
        await SlowCommitAsync("intent", "DELETE");

        var removal = ledger.RemoveAsync(null, null, Stop);
        await Task.Delay(300, Stop);
        await ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, "T1"), Stop);

        Assert.Equal(1, await removal);
        Assert.Equal(permit.Intent.Id, Assert.Single(await ledger.FindAsync("T1", null, Stop)).IntentId);
    }

    [Fact]
    public async Task A_rate_limited_account_grants_one_permit_per_interval()
    {
        var permit = await GrantAsync("a");
        await ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Release, pause: TimeSpan.FromMilliseconds(50)), Stop);
        await Task.Delay(100, Stop);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => ledger.ClaimAsync(CreateClaim(CreateIntent($"b-{number}")), Stop)));

        Assert.Single(claims.OfType<ClaimResult.Granted>());
        Assert.Equal(7, claims.OfType<ClaimResult.RateLimited>().Count());
    }

    [Fact]
    public async Task Claims_of_an_account_without_a_rate_limit_do_not_wait_for_each_other()
    {
        await GrantAsync("a");
        await SlowCommitAsync("attempt");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => GrantAsync($"b-{number}")));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.9));
    }

    public async ValueTask InitializeAsync()
    {
        server = await fixture.GetServerAsync();
        database = await server.CreateDatabaseAsync();
        ledger = PostgreSqlFixture.Open(server.GetConnectionUri(database), out _);
    }

    public async ValueTask DisposeAsync()
    {
        if (ledger is not null)
        {
            await ledger.DisposeAsync();
            await server.DropDatabaseAsync(database);
        }
    }

    private Task<object?> SlowCommitAsync(string table, string operation = "INSERT") => server.ExecuteAsync(database, $"""
        CREATE FUNCTION wanvideo.sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER slow_commit AFTER {operation} ON wanvideo.{table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wanvideo.sleep();
        """);

    private async Task<(SendPermit A, SendPermit B)> CreateAdoptionAsync()
    {
        var a = await GrantAsync("a");
        await ledger.SettleAsync(CreateSettlement(a, AttemptEvent.LoseResponse), Stop);
        return (a, await GrantAsync("b"));
    }

    private async Task<LedgerDecision> CreateDecisionAsync(Guid intent, DecisionKind kind, string? task = null)
    {
        var version = Assert.Single(await ledger.FindAsync(intent.ToString("N"), null, Stop)).Version;
        return new() { Id = Guid.CreateVersion7(), IntentId = intent, Version = version, Kind = kind, DecidedBy = "me", Task = task is null ? null : CreateTask(task) };
    }

    private async Task<SendPermit> GrantAsync(string label) =>
        Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(CreateIntent(label)), Stop)).Permit;
}
