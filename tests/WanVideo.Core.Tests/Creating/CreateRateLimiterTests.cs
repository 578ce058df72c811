using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Tests.Creating;

/// <summary>How requests of one account wait for the rate limit that the ledger reports.</summary>
public sealed class CreateRateLimiterTests : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly VirtualTime time = new();
    private readonly LimitedLedger ledger = new();
    private readonly List<(TimeSpan RetryAfter, int Waiting)> reports = [];
    private readonly CreateRateLimiter limiter;

    public CreateRateLimiterTests() => limiter = new(new TaskLedger(ledger, Path.GetTempPath(), time), time);

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    [Theory]
    [InlineData(10, 10, 11)]
    [InlineData(600, 30, 30)]
    public async Task A_limited_request_is_claimed_again_after_the_wait_and_before_its_lease_ends(int retryAfter, double minSeconds, double maxSeconds)
    {
        var start = time.GetUtcNow();
        ledger.Waits = [TimeSpan.FromSeconds(retryAfter), TimeSpan.FromSeconds(retryAfter)];

        await time.RunAsync(ClaimAsync());

        // The first wait is known before the request queues, and the second one is waited for.
        Assert.InRange((time.GetUtcNow() - start).TotalSeconds, minSeconds, maxSeconds);
        Assert.Equal([(TimeSpan.FromSeconds(retryAfter), 1)], reports);
        Assert.Equal((3, 0), (ledger.ClaimCount, ledger.ReleaseCount));
    }

    [Fact]
    public async Task A_canceled_wait_releases_its_reservation_and_lets_the_next_request_through()
    {
        ledger.Waits = [.. Enumerable.Repeat(TimeSpan.FromSeconds(10), 3)];
        using var cancellationSource = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        var canceled = ClaimAsync(cancellationSource.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => time.RunAsync(canceled));
        Assert.Equal(1, ledger.ReleaseCount);

        await time.RunAsync(ClaimAsync());

        Assert.Equal((TimeSpan.FromSeconds(10), 1), reports[^1]);
        Assert.Equal(1, ledger.ReleaseCount);
    }

    [Fact]
    public async Task A_request_that_is_not_limited_waits_for_none_and_reserves_nothing()
    {
        await ClaimAsync();

        Assert.Equal((1, 0), (ledger.ClaimCount, ledger.ReleaseCount));
        Assert.Empty(reports);
    }

    [Fact]
    public async Task A_request_that_queues_reports_the_rest_of_the_wait_and_how_many_wait()
    {
        ledger.Waits = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)];
        var first = ClaimAsync();
        var second = ClaimAsync();

        await time.RunAsync(Task.WhenAll(first, second));

        Assert.Equal([(TimeSpan.FromSeconds(10), 1), (TimeSpan.FromSeconds(10), 2)], reports);
    }

    private Task<ClaimResult> ClaimAsync(CancellationToken? cancellationToken = null) => limiter.ClaimAsync(
        new CreateClaim
        {
            Intent = new Intent { Id = Guid.NewGuid(), Provider = "Fake", BaseUri = new Uri("https://gateway.example/"), Fingerprint = "f", CreatedAt = time.GetUtcNow() },
            Nonce = Guid.NewGuid(),
            Owner = "me",
            Account = new AccountKey("Fake", new Uri("https://gateway.example/"), "tag"),
            Lease = Lease,
        },
        (wait, count) => reports.Add((wait.RetryAfter, count)),
        cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Limits the first claims, then holds each.</summary>
    private sealed class LimitedLedger : ILedger
    {
        public IReadOnlyList<TimeSpan> Waits { get; set; } = [];

        public int ClaimCount { get; private set; }

        public int ReleaseCount { get; private set; }

        public string Location => "";

        public Task<ClaimResult> ClaimAsync(CreateClaim claim, CancellationToken cancellationToken) =>
            Task.FromResult<ClaimResult>(ClaimCount++ < Waits.Count ? new ClaimResult.RateLimited(Waits[ClaimCount - 1], null) : new ClaimResult.Held(null!, null));

        public Task ReleaseAsync(CreateClaim claim, CancellationToken cancellationToken)
        {
            ReleaseCount++;
            return Task.CompletedTask;
        }

        public Task<Guid> OpenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<SettlementResult> SettleAsync(AttemptSettlement settlement, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DecideAsync(LedgerDecision decision, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RecordTaskAsync(VideoTask task, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RecordSavedAsync(VideoTask task, SavedFile file, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ExpireAsync(IReadOnlyCollection<string> exitedOwners, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<LedgerRecord> ListAsync(LedgerQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<LedgerRecord>> FindAsync(string id, string? provider, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RecordedRequest?> GetRequestAsync(Guid intentId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> RemoveAsync(IReadOnlyCollection<LedgerRecord>? records, DateTimeOffset? before, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<LedgerInfo> GetInfoAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
