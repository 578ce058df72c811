namespace WanVideo;

/// <summary>The delay before a request is sent again. The same rule applies to status requests, downloads and create requests.</summary>
public static class RetryDelay
{
    /// <summary>The maximum back-off: 30 seconds.</summary>
    public static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(30);

    /// <summary>The maximum Retry-After that a request waits for: 2 minutes. A longer one is reported as an error.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(2);

    /// <summary>The delays of further status requests for a task that has succeeded without a video URL. Some gateways report success a few seconds before it.</summary>
    internal static readonly IReadOnlyList<TimeSpan> MissingVideoUrl = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)];

    /// <summary>The back-off: an interval that doubles with each retry, with a jitter of 25 percent, up to <see cref="MaxBackOff"/>.</summary>
    /// <param name="interval">The back-off before the first retry.</param>
    /// <param name="retries">The number of previous retries.</param>
    public static TimeSpan GetBackOff(TimeSpan interval, int retries)
    {
        var backOff = interval * Math.Pow(2, Math.Min(retries, 10)) * (0.75 + (0.5 * Random.Shared.NextDouble()));
        return backOff < MaxBackOff ? backOff : MaxBackOff;
    }

    /// <summary>The longer of back-off and Retry-After: a Retry-After can be zero.</summary>
    /// <param name="backOff">The back-off.</param>
    /// <param name="retryAfter">The delay of the Retry-After header; null without one.</param>
    public static TimeSpan Get(TimeSpan backOff, TimeSpan? retryAfter) => retryAfter > backOff ? retryAfter.Value : backOff;
}
