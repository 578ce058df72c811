using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger;

/// <summary>A permit can be used once, and for a third of its lease by the monotonic and by the wall clock.</summary>
public sealed class SendPermitTests
{
    private readonly TwoClocks time = new();

    [Fact]
    public void It_can_be_used_once()
    {
        var permit = Create();
        Assert.True(permit.TryUse());
        Assert.False(permit.TryUse());
        Assert.False(permit.TryRevoke());
    }

    [Fact]
    public void It_cannot_be_used_after_it_was_revoked()
    {
        var permit = Create();
        Assert.True(permit.TryRevoke());
        Assert.False(permit.TryUse());
    }

    [Theory]
    [InlineData(19, 19, true)]
    [InlineData(20, 0, false)]
    [InlineData(0, 20, false)]
    [InlineData(0, -20, false)]
    [InlineData(0, -19, true)]
    [InlineData(3600, 3600, false)]
    public void It_holds_for_a_third_of_its_lease_by_both_clocks(int monotonicSeconds, int wallSeconds, bool isValid)
    {
        var permit = Create();
        time.Monotonic += TimeSpan.FromSeconds(monotonicSeconds);
        time.Wall += TimeSpan.FromSeconds(wallSeconds);
        Assert.Equal(isValid, permit.TryUse());
    }

    [Fact]
    public void Of_many_threads_one_can_use_it()
    {
        var permit = Create();
        var used = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (permit.TryUse())
            {
                Interlocked.Increment(ref used);
            }
        });
        Assert.Equal(1, used);
    }

    private SendPermit Create() => new(
        new Intent { Id = Guid.CreateVersion7(), Provider = "Fake", BaseUri = new Uri("https://gateway.example/"), Fingerprint = "f", CreatedAt = DateTimeOffset.UnixEpoch },
        attempt: 1,
        nonce: Guid.NewGuid(),
        owner: "owner",
        lease: TimeSpan.FromSeconds(60),
        time);

    private sealed class TwoClocks : TimeProvider
    {
        public TimeSpan Monotonic { get; set; }

        public DateTimeOffset Wall { get; set; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Monotonic.Ticks;

        public override DateTimeOffset GetUtcNow() => Wall;
    }
}
