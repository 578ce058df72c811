using System.Globalization;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

public sealed class OutboxTests : IAsyncDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"wanvideo-outbox-{Guid.NewGuid():N}");
    private readonly RecordedMessages messages = new();
    private readonly SqlLedger ledger;

    public OutboxTests() => ledger = Open("ledger.db");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outcome_that_the_ledger_could_not_record_is_recorded_later()
    {
        using var outbox = Outbox.Create(folder, await ledger.OpenAsync(Stop));
        var permit = await GrantAsync(outbox.Owner);
        outbox.Add(CreateSettlement(permit, AttemptEvent.Accept, "T1"));

        await outbox.RecoverAsync(ledger, messages, Stop);
        await outbox.RecoverAsync(ledger, messages, Stop);

        var record = Assert.Single(await ledger.FindAsync("T1", null, Stop));
        Assert.Equal(permit.Intent.Id, record.IntentId);
        Assert.Equal("A cat", record.Prompt);
        Assert.Empty(messages.Warnings);
    }

    [Fact]
    public async Task The_outcomes_of_a_process_that_has_exited_are_recorded_by_the_next_one()
    {
        var id = await ledger.OpenAsync(Stop);
        var ended = Outbox.Create(folder, id);
        var answered = await GrantAsync(ended.Owner, "a");
        var unanswered = await GrantAsync(ended.Owner, "b");
        ended.Add(CreateSettlement(answered, AttemptEvent.Accept, "T1"));
        ended.Dispose();

        using var next = Outbox.Create(folder, id);
        await next.RecoverAsync(ledger, messages, Stop);

        Assert.Equal(IntentState.Accepted, Assert.Single(await ledger.FindAsync("T1", null, Stop)).State);
        Assert.Equal(IntentState.Unresolved, Assert.Single(await ledger.FindAsync(unanswered.Intent.Id.ToString("N"), null, Stop)).State);
        Assert.Single(Directory.GetFiles(Path.Combine(folder, id.ToString("N"))));
    }

    [Fact]
    public async Task The_requests_of_a_running_process_are_not_changed()
    {
        var id = await ledger.OpenAsync(Stop);
        using var running = Outbox.Create(folder, id);
        var permit = await GrantAsync(running.Owner);

        using var next = Outbox.Create(folder, id);
        await next.RecoverAsync(ledger, messages, Stop);

        Assert.Equal(IntentState.Sending, Assert.Single(await ledger.FindAsync(permit.Intent.Id.ToString("N"), null, Stop)).State);
    }

    [Fact]
    public async Task An_outcome_is_not_recorded_in_another_ledger()
    {
        await using var other = Open("other.db");
        using var outbox = Outbox.Create(folder, await ledger.OpenAsync(Stop));
        outbox.Add(CreateSettlement(await GrantAsync(outbox.Owner), AttemptEvent.Accept, "T1"));

        using var otherOutbox = Outbox.Create(folder, await other.OpenAsync(Stop));
        await otherOutbox.RecoverAsync(other, messages, Stop);

        Assert.Empty(await other.FindAsync("T1", null, Stop));
    }

    [Fact]
    public async Task A_damaged_outcome_is_moved_to_a_rejected_file()
    {
        var id = await ledger.OpenAsync(Stop);
        var ended = Outbox.Create(folder, id);
        ended.Add(CreateSettlement(await GrantAsync(ended.Owner), AttemptEvent.Accept, "T1"));
        var path = Path.Combine(folder, id.ToString("N"), ended.Owner + ".outbox");
        ended.Dispose();
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        bytes[100]++;
        await File.WriteAllBytesAsync(path, bytes, Stop);

        using var next = Outbox.Create(folder, id);
        await next.RecoverAsync(ledger, messages, Stop);

        Assert.Contains(".rejected", Assert.Single(messages.Warnings));
        Assert.Contains("T1", await File.ReadAllTextAsync(Path.ChangeExtension(path, ".rejected"), Stop));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.ChangeExtension(path, ".rejected")));
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_does_not_prevent_the_other_outcomes_from_being_recorded()
    {
        var fake = new FakeLedger(Guid.NewGuid());
        var ended = Outbox.Create(folder, fake.Id);
        ended.Add(CreateAccepted("task-1"));
        ended.Dispose();
        using var next = Outbox.Create(folder, fake.Id);
        foreach (var name in (string[])["0", "f"])
        {
            // A sparse file, which is larger than an array can be.
            await using var large = File.Create(Path.Combine(folder, fake.Id.ToString("N"), name + ".outbox"));
            large.SetLength(3L << 30);
        }

        await next.RecoverAsync(fake, messages, Stop);

        Assert.Equal("task-1", Assert.Single(fake.Settled).Task!.Id);
        Assert.Equal(2, messages.Warnings.Count);
    }

    [Fact]
    public async Task An_outcome_holds_no_prompt_and_no_request()
    {
        var id = await ledger.OpenAsync(Stop);
        var outbox = Outbox.Create(folder, id);
        outbox.Add(CreateSettlement(await GrantAsync(outbox.Owner), AttemptEvent.Refuse) with { Error = new VideoError { Kind = VideoErrorKind.ProviderFault, Message = new string('x', 9000) } });
        var path = Path.Combine(folder, id.ToString("N"), outbox.Owner + ".outbox");
        outbox.Dispose();

        var text = await File.ReadAllTextAsync(path, Stop);
        Assert.DoesNotContain("A cat", text);
        Assert.Equal(32 * 2048, text.Length);
    }

    [Fact]
    public async Task An_outcome_with_long_texts_fits_one_slot_and_keeps_its_ids_and_keys()
    {
        var id = await ledger.OpenAsync(Stop);
        using var outbox = Outbox.Create(folder, id);
        var permit = await GrantAsync(outbox.Owner);
        var label = new string('猫', 250);
        var settlement = CreateSettlement(permit, AttemptEvent.Accept, "T1") with
        {
            Intent = permit.Intent with { Id = Guid.CreateVersion7(), Label = label, ClaimKey = new string('c', 64), Model = new string('模', 500) },
            Nonce = Guid.NewGuid(),
            Error = new VideoError { Kind = VideoErrorKind.ProviderFault, Message = new string('é', 5000), Code = new string('x', 5000), Type = new string('\'', 5000) },
        };
        outbox.Add(settlement);

        Assert.Equal(32 * 2048, new FileInfo(GetPath(id, outbox)).Length);
        var fake = new FakeLedger(id);
        await outbox.RecoverAsync(fake, messages, Stop);
        var recorded = Assert.Single(fake.Settled);
        Assert.Equal(
            ("T1", settlement.Nonce, settlement.Intent.Id, settlement.Intent.ClaimKey, settlement.Intent.Fingerprint),
            (recorded.Task!.Id, recorded.Nonce, recorded.Intent.Id, recorded.Intent.ClaimKey, recorded.Intent.Fingerprint));
    }

    [Fact]
    public async Task A_label_of_200_characters_of_any_script_is_kept()
    {
        var id = await ledger.OpenAsync(Stop);
        using var outbox = Outbox.Create(folder, id);
        var label = new string('猫', 200);
        outbox.Add(CreateSettlement(await GrantAsync(outbox.Owner, label), AttemptEvent.Accept, "T1"));

        var fake = new FakeLedger(id);
        await outbox.RecoverAsync(fake, messages, Stop);
        Assert.Equal(label, Assert.Single(fake.Settled).Intent.Label);
    }

    [Fact]
    public async Task A_task_id_that_is_longer_than_a_slot_occupies_several_slots()
    {
        var id = await ledger.OpenAsync(Stop);
        using var outbox = Outbox.Create(folder, id);
        string[] ids = ["T1", new string('a', 7000), "T2", new string('b', 200_000), "T3\0\ud800"];
        foreach (var taskId in ids)
        {
            outbox.Add(CreateSettlement(await GrantAsync(outbox.Owner, taskId[..2] + taskId.Length), AttemptEvent.Accept, taskId));
        }

        var fake = new FakeLedger(id);
        await outbox.RecoverAsync(fake, messages, Stop);
        Assert.Equal([.. ids[..4], "T3\0\ufffd"], fake.Settled.Select(settlement => settlement.Task!.Id));
        Assert.Empty(messages.Warnings);
        await outbox.RecoverAsync(fake, messages, Stop);
        Assert.Equal(5, fake.Settled.Count);
    }

    [Fact]
    public async Task A_damaged_outcome_of_several_slots_is_rejected_once_and_the_next_one_is_recorded()
    {
        var id = await ledger.OpenAsync(Stop);
        var ended = Outbox.Create(folder, id);
        ended.Add(CreateSettlement(await GrantAsync(ended.Owner, "a"), AttemptEvent.Accept, new string('a', 7000)));
        ended.Add(CreateSettlement(await GrantAsync(ended.Owner, "b"), AttemptEvent.Accept, "T2"));
        var path = GetPath(id, ended);
        ended.Dispose();
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        bytes[5000]++;
        await File.WriteAllBytesAsync(path, bytes, Stop);

        using var next = Outbox.Create(folder, id);
        var fake = new FakeLedger(id);
        await next.RecoverAsync(fake, messages, Stop);

        Assert.Contains(".rejected", Assert.Single(messages.Warnings));
        Assert.Equal("T2", Assert.Single(fake.Settled).Task!.Id);
    }

    [Fact]
    public async Task An_outcome_that_is_added_during_two_recoveries_is_not_cleared()
    {
        var fake = new FakeLedger(Guid.NewGuid()) { SettleGate = new TaskCompletionSource() };
        using var outbox = Outbox.Create(folder, fake.Id);
        outbox.Add(CreateAccepted("task-1"));
        var first = outbox.RecoverAsync(fake, messages, Stop);
        var gate = fake.SettleGate;
        fake.SettleGate = null;
        var second = outbox.RecoverAsync(fake, messages, Stop);
        outbox.Add(CreateAccepted("task-2"));
        gate.SetResult();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30), Stop);

        await outbox.RecoverAsync(fake, messages, Stop);
        Assert.Equal(["task-1", "task-2"], fake.Settled.Select(settlement => settlement.Task!.Id).Distinct());
    }

    [Fact]
    public async Task Two_recoveries_at_once_record_an_outcome_once()
    {
        var fake = new FakeLedger(Guid.NewGuid()) { SettleGate = new TaskCompletionSource() };
        using var outbox = Outbox.Create(folder, fake.Id);
        outbox.Add(CreateAccepted("task-1"));
        var first = outbox.RecoverAsync(fake, messages, Stop);
        var second = outbox.RecoverAsync(fake, messages, Stop);
        Assert.Equal(1, fake.SettleCount);

        fake.SettleGate.SetResult();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(1, fake.SettleCount);
    }

    [Fact]
    public async Task Outcomes_that_are_added_during_recoveries_are_all_recorded()
    {
        var fake = new FakeLedger(Guid.NewGuid());
        using var outbox = Outbox.Create(folder, fake.Id);
        var ids = Enumerable.Range(0, 400).Select(number => $"task-{number}").ToArray();
        var adding = Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Stop }, (id, _) =>
        {
            outbox.Add(CreateAccepted(id));
            return ValueTask.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(
            async () =>
            {
                for (var count = 0; count < 100; count++)
                {
                    await outbox.RecoverAsync(fake, messages, Stop);
                }
            },
            Stop)));
        await adding;
        await outbox.RecoverAsync(fake, messages, Stop);

        Assert.Empty(ids.Except(fake.Settled.Select(settlement => settlement.Task!.Id)));
        Assert.Empty(messages.Warnings);
    }

    [Fact]
    public async Task A_slot_that_was_changed_after_it_was_read_is_not_cleared()
    {
        var fake = new FakeLedger(Guid.NewGuid());
        using var file = OutboxFile.Create(folder, "owner");
        file.Add(new OutboxEntry(fake.Id, CreateAccepted("task-1")).Format(2048));
        var line = Assert.Single(file.ReadLines());
        file.Clear(line);
        file.Add(new OutboxEntry(fake.Id, CreateAccepted("task-2")).Format(2048));
        file.Clear(line);

        var current = Assert.Single(file.ReadLines());
        Assert.Equal((0, "task-2"), (current.Slot, current.Entry!.Settlement.Task!.Id));
    }

    [Theory]
    [InlineData(VideoErrorKind.InvalidParameter, true)]
    [InlineData(VideoErrorKind.LedgerUnavailable, false)]
    public async Task An_outcome_that_cannot_be_recorded_prevents_neither_the_others_nor_a_create_request(VideoErrorKind kind, bool isRejected)
    {
        var fake = new FakeLedger(await ledger.OpenAsync(Stop)) { FailingTaskId = "task-1", Exception = new VideoException(kind, "It cannot store the value.") };
        var ended = Outbox.Create(folder, fake.Id);
        ended.Add(CreateAccepted("task-1"));
        ended.Add(CreateAccepted("task-2"));
        var path = GetPath(fake.Id, ended);
        ended.Dispose();
        using var next = Outbox.Create(folder, fake.Id);
        next.Add(CreateAccepted("task-3"));

        await next.RecoverAsync(fake, messages, Stop);

        Assert.Equal(["task-2", "task-3"], fake.Settled.Select(settlement => settlement.Task!.Id).Order());
        Assert.Contains("The outcome of a create request, task task-1,", Assert.Single(messages.Warnings), StringComparison.Ordinal);
        Assert.Equal(isRejected, File.Exists(Path.ChangeExtension(path, ".rejected")));

        // It is recorded later, if the ledger accepts it then.
        fake.FailingTaskId = null;
        await next.RecoverAsync(fake, messages, Stop);
        Assert.Equal(isRejected ? 2 : 3, fake.Settled.Count);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task An_unavailable_ledger_ends_the_recovery_and_keeps_the_outcomes()
    {
        var fake = new FakeLedger(Guid.NewGuid()) { Exception = new VideoException(VideoErrorKind.LedgerUnavailable, "No server."), IsUnavailable = true };
        using var outbox = Outbox.Create(folder, fake.Id);
        outbox.Add(CreateAccepted("task-1"));
        await Assert.ThrowsAsync<VideoException>(() => outbox.RecoverAsync(fake, messages, Stop));

        fake.IsUnavailable = false;
        await outbox.RecoverAsync(fake, messages, Stop);
        Assert.Single(fake.Settled);
        Assert.Empty(messages.Warnings);
    }

    [Fact]
    public async Task A_deleted_folder_is_created_again_with_the_outcomes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not delete an open file.");
        var fake = new FakeLedger(Guid.NewGuid());
        using var outbox = Outbox.Create(folder, fake.Id);
        var path = GetPath(fake.Id, outbox);
        outbox.Add(CreateAccepted("task-1"));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        outbox.Add(CreateAccepted("task-2"));
        Assert.True(File.Exists(path));
        Assert.Null(OutboxFile.TryOpen(path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        await outbox.RecoverAsync(fake, messages, Stop);

        Assert.Equal(["task-1", "task-2"], fake.Settled.Select(settlement => settlement.Task!.Id));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_created_is_an_unavailable_ledger()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not delete an open file.");
        var fake = new FakeLedger(Guid.NewGuid());
        using var outbox = Outbox.Create(folder, fake.Id);
        var outboxFolder = Path.GetDirectoryName(GetPath(fake.Id, outbox))!;
        Directory.Delete(outboxFolder, recursive: true);
        await File.WriteAllTextAsync(outboxFolder, "", Stop);

        Assert.Equal(VideoErrorKind.LedgerUnavailable, Assert.Throws<VideoException>(outbox.EnsureExists).Error.Kind);
        Assert.Equal(VideoErrorKind.LedgerUnavailable, (await Assert.ThrowsAsync<VideoException>(() => outbox.RecoverAsync(fake, messages, Stop))).Error.Kind);
    }

    [Fact]
    public async Task Calls_that_fail_leave_no_file()
    {
        var fake = new FakeLedger(Guid.NewGuid()) { Exception = new VideoException(VideoErrorKind.LedgerUnavailable, "It is read-only."), IsUnavailable = true };
        await using var tasks = new TaskLedger(fake, folder, TimeProvider.System);
        for (var call = 0; call < 3; call++)
        {
            await Assert.ThrowsAsync<VideoException>(() => tasks.OpenAsync(messages, Stop));
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(folder, fake.Id.ToString("N"))));
    }

    [Fact]
    public async Task Outcomes_are_not_recorded_in_a_ledger_that_replaced_the_first_one()
    {
        var fake = new FakeLedger(Guid.NewGuid());
        using var outbox = Outbox.Create(folder, fake.Id);
        outbox.Add(CreateAccepted("task-1"));
        var id = fake.Id;
        fake.Id = Guid.NewGuid();
        await outbox.RecoverAsync(fake, messages, Stop);
        Assert.Empty(fake.Settled);
        Assert.Contains("was replaced by another one", Assert.Single(messages.Warnings), StringComparison.Ordinal);

        fake.Id = id;
        await outbox.RecoverAsync(fake, messages, Stop);
        Assert.Single(fake.Settled);
    }

    [Fact]
    public async Task A_process_without_file_locks_that_sends_a_request_does_not_count_as_exited()
    {
        using var worker = await StartWithoutLocksAsync("outbox");
        await worker.WaitForLineAsync("sent");
        var id = await ledger.OpenAsync(Stop);
        using var outbox = Outbox.Create(folder, id);
        await outbox.RecoverAsync(ledger, messages, Stop);

        var record = Assert.Single(await ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop));
        Assert.Equal(IntentState.Sending, record.State);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder, id.ToString("N"))).Length);

        // Its outcomes are recorded nevertheless.
        worker.Begin();
        await worker.WaitForLineAsync("added");
        await outbox.RecoverAsync(ledger, messages, Stop);
        Assert.Equal(record.IntentId, Assert.Single(await ledger.FindAsync("T1", null, Stop)).IntentId);
        await worker.KillAsync();
    }

    [Fact]
    public async Task A_process_without_file_locks_considers_no_other_process_exited()
    {
        var id = await ledger.OpenAsync(Stop);
        using var running = Outbox.Create(folder, id);
        var permit = await GrantAsync(running.Owner);
        using var worker = await StartWithoutLocksAsync("recover");
        await worker.WaitForLineAsync("recovered");

        Assert.Equal(IntentState.Sending, Assert.Single(await ledger.FindAsync(permit.Intent.Id.ToString("N"), null, Stop)).State);
        Assert.True(File.Exists(GetPath(id, running)));
        await worker.KillAsync();
    }

    [Fact]
    public async Task An_attempt_of_a_process_without_file_locks_is_unresolved_when_its_lease_ends()
    {
        using var worker = await StartWithoutLocksAsync("outbox", leaseMilliseconds: 300);
        await worker.WaitForLineAsync("sent");
        await worker.KillAsync();
        await Task.Delay(400, Stop);
        using var outbox = Outbox.Create(folder, await ledger.OpenAsync(Stop));
        await outbox.RecoverAsync(ledger, messages, Stop);

        Assert.Equal(IntentState.Unresolved, Assert.Single(await ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop)).State);
    }

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private string GetPath(Guid id, Outbox outbox) => Path.Combine(folder, id.ToString("N"), outbox.Owner + ".outbox");

    private async Task<WorkerProcess> StartWithoutLocksAsync(string command, int leaseMilliseconds = 60_000)
    {
        await ledger.OpenAsync(Stop);
        var environment = new Dictionary<string, string> { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" };
        var worker = (await WorkerProcess.StartAsync(1, environment, command, Path.Combine(folder, "ledger.db"), leaseMilliseconds.ToString(CultureInfo.InvariantCulture)))[0];
        worker.Begin();
        return worker;
    }

    private static AttemptSettlement CreateAccepted(string taskId) => CreateSettlement(
        new SendPermit(CreateIntent(label: null) with { Request = null }, 1, Guid.NewGuid(), "owner", TimeSpan.FromMinutes(1), TimeProvider.System), AttemptEvent.Accept, taskId);

    private SqlLedger Open(string file) => new(new SqliteEngine(Path.Combine(folder, file), TimeProvider.System), TimeProvider.System);

    private async Task<SendPermit> GrantAsync(string owner, string label = "shot-01") =>
        Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(CreateIntent(label), owner), Stop)).Permit;

    /// <summary>A ledger that records outcomes in memory.</summary>
    private sealed class FakeLedger(Guid id) : ILedger
    {
        private readonly Lock sync = new();

        public Guid Id { get; set; } = id;

        public List<AttemptSettlement> Settled { get; } = [];

        public TaskCompletionSource? SettleGate { get; set; }

        /// <summary>The number of calls of <see cref="SettleAsync"/>, including those that wait for <see cref="SettleGate"/>.</summary>
        public int SettleCount { get; private set; }

        public string? FailingTaskId { get; set; }

        public bool IsUnavailable { get; set; }

        public Exception? Exception { get; init; }

        public string Location => "ledger.db";

        public Task<Guid> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(Id);

        public async Task<SettlementResult> SettleAsync(AttemptSettlement settlement, CancellationToken cancellationToken)
        {
            lock (sync)
            {
                SettleCount++;
            }

            await (SettleGate?.Task ?? Task.CompletedTask);
            if (IsUnavailable || settlement.Task!.Id == FailingTaskId)
            {
                throw Exception!;
            }

            lock (sync)
            {
                Settled.Add(settlement);
            }

            return new SettlementResult(IntentState.Accepted, null);
        }

        public Task ExpireAsync(IReadOnlyCollection<string> exitedOwners, CancellationToken cancellationToken) => IsUnavailable ? Task.FromException(Exception!) : Task.CompletedTask;

        public Task<ClaimResult> ClaimAsync(CreateClaim claim, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReleaseAsync(CreateClaim claim, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DecideAsync(LedgerDecision decision, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RecordTaskAsync(VideoTask task, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RecordSavedAsync(VideoTask task, SavedFile file, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<LedgerRecord> ListAsync(LedgerQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<LedgerRecord>> FindAsync(string id, string? provider, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RecordedRequest?> GetRequestAsync(Guid intentId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> RemoveAsync(IReadOnlyCollection<LedgerRecord>? records, DateTimeOffset? before, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<LedgerInfo> GetInfoAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => default;
    }
}
