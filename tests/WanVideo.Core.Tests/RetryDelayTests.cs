namespace WanVideo.Tests;

/// <summary>The delay before a request is sent again.</summary>
public sealed class RetryDelayTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 16)]
    public void The_back_off_doubles_with_a_jitter_of_25_percent(int retries, double expectedSeconds)
    {
        var delays = Enumerable.Range(0, 1000).Select(_ => RetryDelay.GetBackOff(TimeSpan.FromSeconds(1), retries).TotalSeconds).ToList();

        Assert.InRange(delays.Min(), expectedSeconds * 0.75, expectedSeconds * 0.8);
        Assert.InRange(delays.Max(), expectedSeconds * 1.2, expectedSeconds * 1.25);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(int.MaxValue)]
    public void The_back_off_is_at_most_30_seconds(int retries) => Assert.Equal(TimeSpan.FromSeconds(30), RetryDelay.GetBackOff(TimeSpan.FromSeconds(1), retries));

    [Theory]
    [InlineData(null, 2)]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(17, 17)]
    public void A_Retry_After_only_extends_the_back_off(int? retryAfter, int expectedSeconds) =>
        Assert.Equal(expectedSeconds, RetryDelay.Get(TimeSpan.FromSeconds(2), retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null).TotalSeconds);
}
