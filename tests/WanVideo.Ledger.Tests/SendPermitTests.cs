using System.Data.Common;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

/// <summary>A permit is used once, within a third of its lease by both clocks.</summary>
public sealed class SendPermitTests
{
    private readonly TwoClocks time = new();

    [Fact]
    public void A_permit_is_used_once()
    {
        var permit = CreatePermit();
        Assert.True(permit.TryUse());
        Assert.False(permit.TryUse());
    }

    [Theory]
    [InlineData(19, 19, true)]
    [InlineData(21, 21, false)]
    [InlineData(0, 21, false)]
    [InlineData(0, -21, false)]
    [InlineData(21, 0, false)]
    public void A_permit_expires_after_a_third_of_its_lease_by_either_clock(int monotonicSeconds, int wallSeconds, bool isValid)
    {
        var permit = CreatePermit();
        time.Monotonic += TimeSpan.FromSeconds(monotonicSeconds);
        time.Wall += TimeSpan.FromSeconds(wallSeconds);
        Assert.Equal(isValid, permit.TryUse());
    }

    // The process is suspended directly after the commit.
    [Fact]
    public async Task The_age_of_a_permit_is_measured_from_before_the_transaction()
    {
        var folder = TestFolder.Create(isFast: true);
        await using (var ledger = new SqlLedger(new SuspendedEngine(new SqliteEngine(Path.Combine(folder, "ledger.db"), TimeProvider.System), time), time))
        {
            var granted = Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(CreateIntent()), TestContext.Current.CancellationToken));
            Assert.False(granted.Permit.TryUse());
        }

        Directory.Delete(folder, recursive: true);
    }

    private SendPermit CreatePermit() => new(CreateIntent(), 1, Guid.NewGuid(), "owner-1", TimeSpan.FromMinutes(1), time);

    private sealed class TwoClocks : TimeProvider
    {
        public TimeSpan Monotonic { get; set; }

        public DateTimeOffset Wall { get; set; } = DateTimeOffset.UtcNow;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Monotonic.Ticks;

        public override DateTimeOffset GetUtcNow() => Wall;
    }

    /// <summary>Two minutes pass after each commit.</summary>
    private sealed class SuspendedEngine(ISqlEngine engine, TwoClocks time) : ISqlEngine
    {
        public string Location => engine.Location;

        public SqlDialect Dialect => engine.Dialect;

        public async Task<T> WriteAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        {
            var result = await engine.WriteAsync(sql, parameters, read, cancellationToken);
            time.Wall += TimeSpan.FromMinutes(2);
            return result;
        }

        public Task<T> ReadAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
            engine.ReadAsync(sql, parameters, read, cancellationToken);

        public Task<(string Engine, long SizeBytes)> GetEngineInfoAsync(CancellationToken cancellationToken) => engine.GetEngineInfoAsync(cancellationToken);

        public ValueTask DisposeAsync() => engine.DisposeAsync();
    }
}
