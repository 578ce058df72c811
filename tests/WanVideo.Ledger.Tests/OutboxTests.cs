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

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private SqlLedger Open(string file) => new(new SqliteEngine(Path.Combine(folder, file), TimeProvider.System), TimeProvider.System);

    private async Task<SendPermit> GrantAsync(string owner, string label = "shot-01") =>
        Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(CreateIntent(label), owner), Stop)).Permit;
}
