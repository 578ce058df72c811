using WanVideo.Ledger;

namespace WanVideo.Benchmarks;

/// <summary>Grants each permit at once and records nothing.</summary>
internal sealed class NullLedger : ILedger
{
    private readonly Guid id = Guid.CreateVersion7();

    public string Location => "none";

    public Task<Guid> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(id);

    public Task<ClaimResult> ClaimAsync(CreateClaim claim, CancellationToken cancellationToken) =>
        Task.FromResult<ClaimResult>(new ClaimResult.Granted(new SendPermit(claim.Intent, 1, claim.Nonce, claim.Owner, claim.Lease, TimeProvider.System)));

    public Task<SettlementResult> SettleAsync(AttemptSettlement settlement, CancellationToken cancellationToken) => Task.FromResult(new SettlementResult(IntentState.Accepted, null));

    public Task ReleaseAsync(CreateClaim claim, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DecideAsync(LedgerDecision decision, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RecordTaskAsync(VideoTask task, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RecordSavedAsync(VideoTask task, SavedFile file, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ExpireAsync(IReadOnlyCollection<string> deadOwners, CancellationToken cancellationToken) => Task.CompletedTask;

    public IAsyncEnumerable<LedgerRecord> ListAsync(LedgerQuery query, CancellationToken cancellationToken) => AsyncEnumerable.Empty<LedgerRecord>();

    public Task<IReadOnlyList<LedgerRecord>> FindAsync(string id, string? provider, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LedgerRecord>>([]);

    public Task<RecordedRequest?> GetRequestAsync(Guid intentId, CancellationToken cancellationToken) => Task.FromResult<RecordedRequest?>(null);

    public Task<int> RemoveAsync(IReadOnlyCollection<LedgerRecord>? records, DateTimeOffset? before, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<LedgerInfo> GetInfoAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new LedgerInfo(Location, "none", 0, 0, id, new Dictionary<string, long>()));

    public ValueTask DisposeAsync() => default;
}
