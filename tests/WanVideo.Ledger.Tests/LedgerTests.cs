using WanVideo.Ledger;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

/// <summary>Tests of the ledger, run on every engine.</summary>
public abstract partial class LedgerTests : IAsyncLifetime
{
    private ILedger? opened;

    private protected ILedger Ledger => opened!;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_grants_one_permit()
    {
        var intent = CreateIntent();
        var granted = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateClaim(intent), Stop));
        Assert.True(granted.Permit.TryUse());
        Assert.False(granted.Permit.TryUse());
        Assert.Equal(1, granted.Permit.Attempt);

        var held = Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop));
        Assert.Equal(IntentState.Sending, held.Record.State);
        Assert.Equal(intent.Id, held.Record.IntentId);
        Assert.InRange(held.LeaseEndsIn!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task The_same_claim_made_again_grants_its_own_permit()
    {
        var claim = CreateClaim(CreateIntent());
        await Ledger.ClaimAsync(claim, Stop);
        var again = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(claim, Stop));
        Assert.Equal(1, again.Permit.Attempt);
    }

    [Fact]
    public async Task An_accepted_task_is_returned_instead_of_a_permit()
    {
        var permit = await GrantAsync(CreateIntent());
        var result = await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, "T1"), Stop);
        Assert.Equal(IntentState.Accepted, result.State);

        var held = Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop));
        Assert.Equal("T1", held.Record.Task!.Id);
        Assert.Equal(5, held.Record.Task.Usage!.CreditsReserved);
        Assert.Equal("""{"Shot":"shot-01"}""", (await Ledger.GetRequestAsync(permit.Intent.Id, Stop))!.Row);
    }

    [Fact]
    public async Task A_refused_request_can_be_sent_again_with_its_label()
    {
        var permit = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Refuse), Stop);
        var second = await GrantAsync(CreateIntent());
        Assert.Equal(permit.Intent.Id, second.Intent.Id);
        Assert.Equal(2, second.Attempt);
    }

    [Fact]
    public async Task An_unresolved_request_is_sent_again_only_by_a_decision()
    {
        var permit = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.LoseResponse), Stop);
        var held = Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop));
        Assert.Equal(IntentState.Unresolved, held.Record.State);

        var decision = new LedgerDecision { Id = Guid.CreateVersion7(), IntentId = permit.Intent.Id, Version = held.Record.Version, Kind = DecisionKind.SendAgain, DecidedBy = "me" };
        var again = await GrantAsync(permit.Intent, decision);
        Assert.Equal(2, again.Attempt);

        // A second use of the same decision finds the attempt in flight.
        Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(permit.Intent, decision: decision), Stop));

        // A repeat that was refused proves nothing about the first attempt.
        var result = await Ledger.SettleAsync(CreateSettlement(again, AttemptEvent.Refuse), Stop);
        Assert.Equal(IntentState.Unresolved, result.State);
        await Assert.ThrowsAsync<VideoException>(() => Ledger.ClaimAsync(CreateClaim(permit.Intent, decision: decision), Stop));
    }

    [Fact]
    public async Task A_restart_of_an_accepted_intent_is_a_new_intent_whose_task_the_label_returns()
    {
        var first = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Accept, "T1"), Stop);
        var again = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateRestart(first.Intent), Stop));
        Assert.Equal((1, first.Intent.Id), (again.Permit.Attempt, again.Permit.Intent.RestartOf));
        Assert.Null(again.OtherRequest);
        Assert.Equal(IntentState.Sending, Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop)).Record.State);

        await Ledger.SettleAsync(CreateSettlement(again.Permit, AttemptEvent.Accept, "T2"), Stop);
        Assert.Equal("T2", Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop)).Record.Task!.Id);

        // The first record can be removed without a change of that.
        await Ledger.RecordTaskAsync(CreateTask("T1", VideoStatus.Failed), Stop);
        Assert.Equal(1, await Ledger.RemoveAsync(await Ledger.FindAsync("T1", null, Stop), null, Stop));
        Assert.Equal("T2", Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop)).Record.Task!.Id);
    }

    [Fact]
    public async Task An_intent_is_restarted_once()
    {
        var first = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Accept, "T1"), Stop);
        var again = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateRestart(first.Intent), Stop)).Permit;
        Assert.Equal(again.Intent.Id, Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateRestart(first.Intent, "owner-2"), Stop)).Record.IntentId);

        await Ledger.SettleAsync(CreateSettlement(again, AttemptEvent.Accept, "T2"), Stop);
        Assert.Equal("T2", Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateRestart(first.Intent), Stop)).Record.Task!.Id);

        var third = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateRestart(again.Intent), Stop)).Permit;
        await Ledger.SettleAsync(CreateSettlement(third, AttemptEvent.Accept, "T3"), Stop);
        Assert.Equal("T3", Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop)).Record.Task!.Id);
    }

    [Fact]
    public async Task A_restart_that_was_refused_is_sent_again_as_a_further_attempt_of_the_same_restart()
    {
        var first = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Accept, "T1"), Stop);
        var refused = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateRestart(first.Intent), Stop)).Permit;
        await Ledger.SettleAsync(CreateSettlement(refused, AttemptEvent.Refuse), Stop);

        var again = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateRestart(first.Intent), Stop)).Permit;
        Assert.Equal((refused.Intent.Id, 2), (again.Intent.Id, again.Attempt));
    }

    [Fact]
    public async Task An_intent_without_a_task_is_not_restarted_as_a_new_one()
    {
        var permit = await GrantAsync(CreateIntent());
        foreach (var attemptEvent in new[] { AttemptEvent.LoseResponse, AttemptEvent.Refuse })
        {
            Assert.Equal(VideoErrorKind.Conflict, (await Assert.ThrowsAsync<VideoException>(() => Ledger.ClaimAsync(CreateRestart(permit.Intent), Stop))).Error.Kind);
            await Ledger.SettleAsync(CreateSettlement(permit, attemptEvent), Stop);
        }

        Assert.Equal(permit.Intent.Id, Assert.Single(await Ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop)).IntentId);
    }

    [Fact]
    public async Task A_refused_intent_is_sent_again_by_its_id_and_keeps_its_label()
    {
        var permit = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Refuse), Stop);
        var again = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateClaim(permit.Intent, "owner-2") with { AllowDuplicate = true }, Stop)).Permit;
        Assert.Equal((permit.Intent.Id, 2), (again.Intent.Id, again.Attempt));

        await Ledger.SettleAsync(CreateSettlement(again, AttemptEvent.Accept, "T1"), Stop);
        Assert.Equal("T1", Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop)).Record.Task!.Id);
        Assert.Equal("T1", Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(permit.Intent, "owner-2") with { AllowDuplicate = true }, Stop)).Record.Task!.Id);
    }

    [Fact]
    public async Task A_ready_intent_of_another_owner_is_not_sent_by_its_id()
    {
        var permit = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Release), Stop);
        var claim = CreateClaim(permit.Intent, "owner-2") with { AllowDuplicate = true };
        Assert.Equal(permit.Intent.Id, Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(claim, Stop)).Record.IntentId);
    }

    [Fact]
    public async Task A_duplicate_takes_a_free_claim_key_and_no_other()
    {
        var first = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()) with { AllowDuplicate = true }, Stop)).Permit;
        var second = Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()) with { AllowDuplicate = true }, Stop)).Permit;
        Assert.NotEqual(first.Intent.Id, second.Intent.Id);
        Assert.Equal(first.Intent.Id, Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop)).Record.IntentId);
    }

    [Fact]
    public async Task The_outcome_of_a_restart_is_recorded_after_the_ledger_was_restored()
    {
        var first = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Accept, "T1"), Stop);
        foreach (var (task, restartOf) in new (string, Guid?)[] { ("T2", first.Intent.Id), ("T3", null) })
        {
            var restart = CreateRestart(first.Intent).Intent;
            var lost = new SendPermit(restart, 1, Guid.NewGuid(), "owner-1", TimeSpan.FromMinutes(1), TimeProvider.System);
            Assert.Equal(IntentState.Accepted, (await Ledger.SettleAsync(CreateSettlement(lost, AttemptEvent.Accept, task), Stop)).State);
            Assert.Equal(restartOf, Assert.Single(await Ledger.FindAsync(task, null, Stop)).RestartOf);
        }
    }

    [Fact]
    public async Task A_late_response_takes_precedence_over_an_adoption()
    {
        var a = await GrantAsync(CreateIntent("a"));
        await Ledger.SettleAsync(CreateSettlement(a, AttemptEvent.LoseResponse), Stop);
        var b = await GrantAsync(CreateIntent("b"));
        var record = Assert.Single(await Ledger.FindAsync(a.Intent.Id.ToString("N"), null, Stop));
        await Ledger.DecideAsync(new LedgerDecision { Id = Guid.CreateVersion7(), IntentId = a.Intent.Id, Version = record.Version, Kind = DecisionKind.Adopt, DecidedBy = "me", Task = CreateTask("T7") }, Stop);
        Assert.Equal(IntentState.Accepted, Assert.Single(await Ledger.FindAsync("T7", null, Stop)).State);

        var result = await Ledger.SettleAsync(CreateSettlement(b, AttemptEvent.Accept, "T7"), Stop);

        Assert.Equal(a.Intent.Id, result.ConflictingIntentId);
        Assert.Equal(b.Intent.Id, Assert.Single(await Ledger.FindAsync("T7", null, Stop)).IntentId);
        Assert.Equal(IntentState.Unresolved, Assert.Single(await Ledger.FindAsync(a.Intent.Id.ToString("N"), null, Stop)).State);
    }

    [Fact]
    public async Task A_record_has_the_connection_the_account_the_values_of_the_request_and_the_row()
    {
        var intent = CreateIntent() with { Connection = "studio", Details = new RequestDetails { Seed = 42, Resolution = "720p", Image = ["https://example.com/a.png"] } };
        var permit = await GrantAsync(intent);
        await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, "T1"), Stop);

        var task = Assert.Single(await Ledger.FindAsync("T1", null, Stop)).ToTask();

        Assert.Equal(("studio", "tag", 42, "720p", "https://example.com/a.png", "shot-01"), (task.Connection, task.Account, task.Seed, task.Resolution, Assert.Single(task.Image!), task.Row?["Shot"]));
    }

    [Fact]
    public async Task A_permit_names_the_newest_other_request_of_the_label()
    {
        async Task<LedgerRecord?> GetOtherAsync(Intent intent) => Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateClaim(intent), Stop)).OtherRequest;

        var first = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Accept, "T1"), Stop);
        Assert.Equal(("T1", first.Intent.Id), await GetOtherAsync(CreateIntent(fingerprint: "f2")) is { } other ? (other.Task?.Id, other.IntentId) : default);

        // Another label, no label, and a test in the sandbox.
        Assert.Null(await GetOtherAsync(CreateIntent("shot-02")));
        Assert.Null(await GetOtherAsync(CreateIntent(null)));
        Assert.Null(await GetOtherAsync(CreateIntent(fingerprint: "f3") with { IsBilled = false }));
    }

    [Fact]
    public async Task A_refused_request_of_a_label_is_not_named_as_its_other_request()
    {
        var refused = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(refused, AttemptEvent.Refuse), Stop);

        Assert.Null(Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateClaim(CreateIntent(fingerprint: "f2")), Stop)).OtherRequest);
    }

    [Fact]
    public async Task A_429_pauses_the_account()
    {
        var permit = await GrantAsync(CreateIntent("a"));
        await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Release, pause: TimeSpan.FromSeconds(5)), Stop);
        var rateLimited = Assert.IsType<ClaimResult.RateLimited>(await Ledger.ClaimAsync(CreateClaim(CreateIntent("b")), Stop));
        Assert.InRange(rateLimited.RetryAfter, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));
        Assert.Equal("It failed.", rateLimited.Reason);
    }

    [Fact]
    public async Task A_list_is_newest_first_and_contains_every_kind_of_record()
    {
        var first = await GrantAsync(CreateIntent("a"));
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Accept, "T1"), Stop);
        var second = await GrantAsync(CreateIntent("b"));
        await Ledger.SettleAsync(CreateSettlement(second, AttemptEvent.LoseResponse), Stop);
        await Ledger.RecordTaskAsync(CreateTask("T9", VideoStatus.Failed) with { CreatedAt = DateTimeOffset.UtcNow.AddDays(-1) }, Stop);

        var all = await Ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
        Assert.Equal(["b", "a", null], all.Select(record => record.Label));
        Assert.Equal(["T9"], (await Ledger.ListAsync(new LedgerQuery { Statuses = [VideoStatus.Failed] }, Stop).ToListAsync(Stop)).Select(record => record.Task!.Id));
        Assert.Equal(["b"], (await Ledger.ListAsync(new LedgerQuery { Statuses = [VideoStatus.Unresolved] }, Stop).ToListAsync(Stop)).Select(record => record.Label));
        Assert.Equal(["T1"], (await Ledger.ListAsync(new LedgerQuery { IsUnsaved = true }, Stop).ToListAsync(Stop)).Select(record => record.Task!.Id));

        await Ledger.RecordSavedAsync(CreateTask("T1", VideoStatus.Succeeded), new SavedFile("/tmp/a.mp4", 3, "ff"), Stop);
        Assert.Empty(await Ledger.ListAsync(new LedgerQuery { IsUnsaved = true }, Stop).ToListAsync(Stop));
        var info = await Ledger.GetInfoAsync(Stop);
        Assert.Equal(1, info.Counts[VideoStatus.Unresolved]);
        Assert.Equal(1, info.Counts[VideoStatus.Succeeded]);

        Assert.Equal(2, await Ledger.RemoveAsync(null, null, Stop));
        Assert.Equal(["b"], (await Ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop)).Select(record => record.Label));
    }

    [Fact]
    public async Task A_list_shows_every_task_of_an_intent()
    {
        var first = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.LoseResponse), Stop);
        var record = Assert.Single(await Ledger.FindAsync(first.Intent.Id.ToString("N"), null, Stop));
        var second = await GrantAsync(first.Intent, new LedgerDecision { Id = Guid.CreateVersion7(), IntentId = first.Intent.Id, Version = record.Version, Kind = DecisionKind.SendAgain, DecidedBy = "me" });
        await Ledger.SettleAsync(CreateSettlement(second, AttemptEvent.Accept, "T2"), Stop);
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Accept, "T1"), Stop);

        var all = await Ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
        Assert.Equal(["T1", "T2"], all.Select(listed => listed.Task!.Id).Order());
        Assert.All(all, listed => Assert.Equal(first.Intent.Id, listed.IntentId));
    }

    [Fact]
    public async Task A_list_of_many_pages_shows_each_record_once()
    {
        // Records of the same millisecond are ordered by their ids.
        var created = DateTimeOffset.UtcNow;
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(number => Ledger.RecordTaskAsync(CreateTask($"T{number / 2}") with { CreatedAt = created, Provider = number % 2 == 0 ? "EvoLink" : "AceData" }, Stop)));
        var all = await Ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
        Assert.Equal(1200, all.Count);
        Assert.Equal(1200, all.Select(record => (record.Provider, record.Task!.Id)).Distinct().Count());
    }

    [Fact]
    public async Task A_task_with_the_same_id_of_another_provider_is_not_removed()
    {
        var own = CreateTask("T1", VideoStatus.Failed);
        await Ledger.RecordTaskAsync(own, Stop);
        await Ledger.RecordTaskAsync(own with { Provider = "AceData" }, Stop);
        Assert.Equal(1, await Ledger.RemoveAsync(await Ledger.FindAsync("T1", "EvoLink", Stop), null, Stop));
        Assert.Equal("AceData", Assert.Single(await Ledger.FindAsync("T1", null, Stop)).Provider);
    }

    [Fact]
    public async Task An_unresolved_intent_that_has_a_task_is_listed_as_unresolved()
    {
        var (a, b) = (await GrantAsync(CreateIntent("a")), await GrantAsync(CreateIntent("b")));
        await Ledger.SettleAsync(CreateSettlement(a, AttemptEvent.LoseResponse), Stop);
        var record = Assert.Single(await Ledger.FindAsync(a.Intent.Id.ToString("N"), null, Stop));
        var again = await GrantAsync(a.Intent, new LedgerDecision { Id = Guid.CreateVersion7(), IntentId = a.Intent.Id, Version = record.Version, Kind = DecisionKind.SendAgain, DecidedBy = "me" });
        await Ledger.SettleAsync(CreateSettlement(a, AttemptEvent.Accept, "T1"), Stop);
        await Ledger.SettleAsync(CreateSettlement(again, AttemptEvent.LoseResponse), Stop);
        await Ledger.SettleAsync(CreateSettlement(b, AttemptEvent.Refuse), Stop);

        var listed = Assert.Single(await Ledger.ListAsync(new LedgerQuery { Statuses = [VideoStatus.Unresolved] }, Stop).ToListAsync(Stop));
        Assert.Equal("T1", listed.Task!.Id);
        Assert.Equal(2, (await Ledger.ListAsync(new LedgerQuery { Statuses = [VideoStatus.Unresolved, VideoStatus.Pending, VideoStatus.Refused] }, Stop).ToListAsync(Stop)).Count);
    }

    [Fact]
    public async Task A_repeated_settlement_does_not_change_the_version_that_a_decision_is_based_on()
    {
        var permit = await GrantAsync(CreateIntent());
        await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.LoseResponse), Stop);
        var before = Assert.Single(await Ledger.FindAsync(permit.Intent.Id.ToString("N"), null, Stop)).Version;
        await Ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.LoseResponse), Stop);
        Assert.Equal(before, Assert.Single(await Ledger.FindAsync(permit.Intent.Id.ToString("N"), null, Stop)).Version);
    }

    [Fact]
    public async Task A_text_that_a_database_cannot_store_does_not_fail_the_settlement()
    {
        const string Odd = "x\0y\uD83Dz";
        const string Stored = "x\uFFFDy\uFFFDz";
        var refused = await GrantAsync(CreateIntent("a"));
        var settlement = CreateSettlement(refused, AttemptEvent.Refuse) with { RequestId = Odd, Error = new VideoError { Kind = VideoErrorKind.InvalidRequest, Code = Odd, Message = Odd } };
        Assert.Equal(IntentState.Refused, (await Ledger.SettleAsync(settlement, Stop)).State);
        var record = Assert.Single(await Ledger.FindAsync(refused.Intent.Id.ToString("N"), null, Stop));
        Assert.Equal((Stored, Stored, Stored), (record.RequestId, record.Error?.Code, record.Error?.Message));

        var accepted = await GrantAsync(CreateIntent("b"));
        await Ledger.SettleAsync(CreateSettlement(accepted, AttemptEvent.Accept) with { Task = CreateTask(Odd) with { RawStatus = Odd } }, Stop);
        record = Assert.Single(await Ledger.FindAsync(Odd, null, Stop));
        Assert.Equal((Stored, Stored), (record.Task?.Id, record.Task?.RawStatus));
    }

    [Fact]
    public async Task A_value_that_the_database_rejects_is_an_invalid_parameter_and_the_ledger_stays_usable()
    {
        var task = CreateTask("task-1") with { Status = "Odd" };
        var exception = await Assert.ThrowsAsync<VideoException>(() => Ledger.RecordTaskAsync(task, Stop));

        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Contains("cannot store a value", exception.Message, StringComparison.Ordinal);
        await Ledger.RecordTaskAsync(CreateTask("task-1"), Stop);
    }

    [Fact]
    public async Task An_intent_whose_response_has_the_id_of_another_task_is_listed_with_that_task()
    {
        var first = await GrantAsync(CreateIntent("a"));
        await Ledger.SettleAsync(CreateSettlement(first, AttemptEvent.Accept, "task-1"), Stop);
        var second = await GrantAsync(CreateIntent("b"));
        var result = await Ledger.SettleAsync(CreateSettlement(second, AttemptEvent.Accept, "task-1"), Stop);
        Assert.Equal((IntentState.Accepted, first.Intent.Id), (result.State, result.ConflictingIntentId));

        var records = await Ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
        Assert.Equal([("b", "task-1", "task-1"), ("a", "task-1", null)], records.Select(record => (record.Label, record.Task?.Id, record.SharedTaskId)));
        Assert.Equal(2, (await Ledger.ListAsync(new LedgerQuery { Statuses = [VideoStatus.Pending] }, Stop).ToListAsync(Stop)).Count);
        Assert.Empty(await Ledger.ListAsync(new LedgerQuery { Statuses = [VideoStatus.Unresolved] }, Stop).ToListAsync(Stop));
        Assert.Equal(2, (await Ledger.GetInfoAsync(Stop)).Counts[VideoStatus.Pending]);

        var found = Assert.Single(await Ledger.FindAsync(second.Intent.Id.ToString("N"), null, Stop));
        Assert.Equal((second.Intent.Id, "task-1"), (found.IntentId, found.Task?.Id));
        Assert.Equal("a", Assert.Single(await Ledger.FindAsync("task-1", null, Stop)).Label);
        Assert.IsType<ClaimResult.Held>(await Ledger.ClaimAsync(CreateClaim(CreateIntent("b")), Stop));
    }

    public virtual async ValueTask InitializeAsync() => opened = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the ledger of the test. A second call opens it as another process would.</summary>
    private protected abstract ValueTask<ILedger> OpenAsync();

    private protected async Task<SendPermit> GrantAsync(Intent intent, LedgerDecision? decision = null) =>
        Assert.IsType<ClaimResult.Granted>(await Ledger.ClaimAsync(CreateClaim(intent, decision: decision), Stop)).Permit;
}
