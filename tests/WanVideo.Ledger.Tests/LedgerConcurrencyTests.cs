using System.Collections.Concurrent;
using WanVideo.Catalog;
using WanVideo.Ledger;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

/// <summary>Several clients of one ledger, each with connections of its own as in a process of its own, and records of other days.</summary>
public abstract partial class LedgerTests
{
    /// <summary>Whether tests run at their full length.</summary>
    private protected static bool IsLong { get; } = Environment.GetEnvironmentVariable("WANVIDEO_TEST_LONG") == "1";

    [Fact]
    public async Task Four_clients_with_the_same_50_claims_get_50_permits()
    {
        var permits = new ConcurrentBag<SendPermit>();
        await RunClientsAsync(4, async (ledger, client) =>
        {
            await Parallel.ForAsync(0, 50, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (number, _) =>
            {
                if (await ledger.ClaimAsync(CreateClaim(CreateIntent($"shot-{number}"), $"owner-{client}"), Stop) is ClaimResult.Granted granted)
                {
                    permits.Add(granted.Permit);
                }
            });
        });

        Assert.Equal(50, permits.Count);
        Assert.Equal(50, permits.Select(permit => permit.Intent.Label).Distinct().Count());
    }

    [Fact]
    public async Task Four_clients_that_restart_the_same_30_intents_get_30_permits()
    {
        var intents = new List<Intent>();
        for (var number = 0; number < 30; number++)
        {
            var permit = await GrantAsync(CreateIntent($"shot-{number}"));
            await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, $"T{number}"), Stop);
            intents.Add(permit.Intent);
        }

        var permits = new ConcurrentBag<SendPermit>();
        var others = new ConcurrentBag<LedgerRecord>();
        await RunClientsAsync(4, async (ledger, client) =>
        {
            await Parallel.ForEachAsync(intents, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (intent, _) =>
            {
                // While they are restarted, each label is claimed as well.
                if (await ledger.ClaimAsync(CreateRestart(intent, $"owner-{client}"), Stop) is ClaimResult.Granted { Permit: var permit })
                {
                    permits.Add(permit);
                    await ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, $"{intent.Label}-again"), Stop);
                }

                others.Add(Assert.IsType<ClaimResult.Held>(await ledger.ClaimAsync(CreateClaim(CreateIntent(intent.Label), $"owner-{client}"), Stop)).Record);
            });
        });

        Assert.Equal(30, permits.Count);
        Assert.Equal(30, permits.Select(permit => permit.Intent.RestartOf).Distinct().Count());
        Assert.Equal(120, others.Count);
        Assert.All(others, record => Assert.NotNull(record.RestartOf));
    }

    [Fact]
    public async Task Eight_clients_record_every_task()
    {
        var count = IsLong ? 100 : 20;
        await RunClientsAsync(8, async (ledger, client) =>
        {
            for (var number = 0; number < count; number++)
            {
                var claim = CreateClaim(CreateIntent($"{client}-{number}"), $"owner-{client}");
                var permit = Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(claim, Stop)).Permit;
                await ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, $"T{client}-{number}"), Stop);
            }
        });

        var records = await Ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
        Assert.Equal(8 * count, records.Count);
        Assert.Equal(8 * count, records.Select(record => record.Task!.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_request_of_30_days_ago_is_not_sent_again()
    {
        await GrantAsync(CreateIntent("sending"));
        await Ledger.SettleAsync(CreateSettlement(await GrantAsync(CreateIntent("unresolved")), AttemptEvent.LoseResponse), Stop);
        await Ledger.SettleAsync(CreateSettlement(await GrantAsync(CreateIntent("saved")), AttemptEvent.Accept, "T1"), Stop);
        await Ledger.RecordSavedAsync(CreateTask("T1", VideoStatus.Succeeded), new SavedFile("/tmp/a.mp4", 3, "ff"), Stop);
        await AgeAsync(TimeSpan.FromDays(30));

        // Another key has another rate limit and the same intents.
        var key = Account with { KeyDigest = "rotated" };
        foreach (var (label, state) in new[] { ("sending", IntentState.Unresolved), ("unresolved", IntentState.Unresolved), ("saved", IntentState.Accepted) })
        {
            var claim = CreateClaim(CreateIntent(label), "owner-2") with { Account = key };
            Assert.Equal(state, Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(claim, Stop)).Record.State);
        }
    }

    [Fact]
    public async Task A_new_signature_of_a_URL_is_the_same_request()
    {
        Assert.Equal(GetFingerprint("https://media.example/a.png?X-Amz-Signature=1&X-Amz-Date=2"), GetFingerprint("https://media.example/a.png?X-Amz-Signature=3&X-Amz-Date=4"));
        await GrantAsync(CreateIntent("a", GetFingerprint("https://media.example/a.png?sig=1")));
        Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent("a", GetFingerprint("https://media.example/a.png?sig=2"))), Stop));

        static string GetFingerprint(string image) => RequestFingerprint.Compute(
            new PreparedRequest(new VideoModel("model", VideoKind.ImageToVideo, []), new VideoRequest { Prompt = "A cat", Image = [image] }, [], []));
    }

    [Fact]
    public async Task One_outcome_recorded_by_two_clients_at_once_is_recorded_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var permit = await GrantAsync(CreateIntent($"shot-{round}"));
            var settlement = CreateSettlement(permit, AttemptEvent.Accept, $"T{round}");
            await RunClientsAsync(2, (ledger, _) => ledger.SettleAsync(settlement, Stop));
            var record = Assert.Single(await Ledger.FindAsync($"T{round}", null, Stop));
            Assert.Equal(permit.Intent.Id, record.IntentId);
            Assert.Equal(1, record.AttemptCount);
        }
    }

    [Fact]
    public async Task An_adoption_and_the_response_of_another_request_at_once_leave_the_task_to_the_response()
    {
        for (var round = 0; round < (IsLong ? 100 : 10); round++)
        {
            var id = $"T{round}";
            var a = await GrantAsync(CreateIntent($"a-{round}"));
            await Ledger.SettleAsync(CreateSettlement(a, AttemptEvent.LoseResponse), Stop);
            var b = await GrantAsync(CreateIntent($"b-{round}"));
            var version = Assert.Single(await Ledger.FindAsync(a.Intent.Id.ToString("N"), null, Stop)).Version;
            var decision = new LedgerDecision { Id = Guid.CreateVersion7(), IntentId = a.Intent.Id, Version = version, Kind = DecisionKind.Adopt, DecidedBy = "me", Task = CreateTask(id) };
            await RunClientsAsync(2, async (ledger, client) =>
            {
                try
                {
                    await (client == 0 ? ledger.DecideAsync(decision, Stop) : ledger.SettleAsync(CreateSettlement(b, AttemptEvent.Accept, id), Stop));
                }
                catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.Conflict)
                {
                }
            });

            Assert.Equal(b.Intent.Id, Assert.Single(await Ledger.FindAsync(id, null, Stop)).IntentId);
            Assert.Equal(IntentState.Unresolved, Assert.Single(await Ledger.FindAsync(a.Intent.Id.ToString("N"), null, Stop)).State);
        }
    }

    [Fact]
    public async Task An_attempt_with_a_task_of_its_own_stays_accepted_when_its_adopted_task_belongs_to_another()
    {
        var a = await GrantAsync(CreateIntent("a"));
        await Ledger.SettleAsync(CreateSettlement(a, AttemptEvent.LoseResponse), Stop);
        var version = Assert.Single(await Ledger.FindAsync(a.Intent.Id.ToString("N"), null, Stop)).Version;
        await Ledger.DecideAsync(new LedgerDecision { Id = Guid.CreateVersion7(), IntentId = a.Intent.Id, Version = version, Kind = DecisionKind.Adopt, DecidedBy = "me", Task = CreateTask("T7") }, Stop);
        await Ledger.SettleAsync(CreateSettlement(a, AttemptEvent.Accept, "T8"), Stop);
        var b = await GrantAsync(CreateIntent("b"));
        await Ledger.SettleAsync(CreateSettlement(b, AttemptEvent.Accept, "T7"), Stop);

        Assert.Equal(b.Intent.Id, Assert.Single(await Ledger.FindAsync("T7", null, Stop)).IntentId);
        var record = Assert.Single(await Ledger.FindAsync("T8", null, Stop));
        Assert.Equal((a.Intent.Id, IntentState.Accepted), (record.IntentId, record.State));
    }

    [Fact]
    public async Task A_decision_recorded_twice_has_no_further_effect()
    {
        var first = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.LoseResponse), Stop);
        var version = Assert.Single(await Ledger.FindAsync(first.Intent.Id.ToString("N"), null, Stop)).Version;
        var again = await GrantAsync(first.Intent, new LedgerDecision { Id = Guid.CreateVersion7(), IntentId = first.Intent.Id, Version = version, Kind = DecisionKind.SendAgain, DecidedBy = "me" });
        await Ledger.SettleAsync(CreateSettlement(again, AttemptEvent.LoseResponse), Stop);
        version = Assert.Single(await Ledger.FindAsync(first.Intent.Id.ToString("N"), null, Stop)).Version;
        var adoption = new LedgerDecision { Id = Guid.CreateVersion7(), IntentId = first.Intent.Id, Version = version, Kind = DecisionKind.Adopt, DecidedBy = "me", Task = CreateTask("T2") };

        await Ledger.DecideAsync(adoption, Stop);
        await Ledger.DecideAsync(adoption, Stop);

        // The first attempt is still in doubt: its own late response is recorded beside the adopted task.
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Refuse), Stop);
        Assert.Equal(IntentState.Accepted, Assert.Single(await Ledger.FindAsync("T2", null, Stop)).State);
        Assert.Equal(version + 2, Assert.Single(await Ledger.FindAsync("T2", null, Stop)).Version);
    }

    [Fact]
    public async Task A_settlement_after_a_restore_leaves_room_for_the_next_attempt()
    {
        // The ledger has no record of the first two attempts.
        var intent = CreateIntent();
        var lost = new SendPermit(intent, 3, Guid.NewGuid(), "owner-1", TimeSpan.FromMinutes(1), TimeProvider.System);
        await Ledger.SettleAsync(CreateSettlement(lost, AttemptEvent.Refuse), Stop);
        Assert.Equal(4, (await GrantAsync(CreateIntent())).Attempt);
    }

    /// <summary>Moves every record into the past.</summary>
    private protected abstract Task AgeAsync(TimeSpan age);

    private protected static string GetAgeSql(TimeSpan age)
    {
        var milliseconds = SqlParameters.ToStoredValue(age);
        return FormattableString.Invariant($"""
            UPDATE intent SET created = created - {milliseconds}, lease_until = lease_until - {milliseconds};
            UPDATE attempt SET permitted = permitted - {milliseconds}, lease_until = lease_until - {milliseconds}, settled = settled - {milliseconds};
            UPDATE task SET created = created - {milliseconds}, updated = updated - {milliseconds}, saved = saved - {milliseconds};
            """);
    }

    private async Task RunClientsAsync(int count, Func<ILedger, int, Task> run)
    {
        using var start = new Barrier(count);
        await Task.WhenAll(Enumerable.Range(0, count).Select(client => Task.Factory.StartNew(
            async () =>
            {
                await using var ledger = await OpenAsync();
                Assert.True(start.SignalAndWait(TimeSpan.FromSeconds(30), Stop), "Another client did not open the ledger.");
                await run(ledger, client);
            },
            Stop,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }
}
