namespace WanVideo.Polling;

/// <summary>The limits of a provider on status requests.</summary>
/// <param name="Interval">The time between two polls of a task whose run time is about 90 seconds.</param>
/// <param name="RequestsPerSecond">The maximum number of status requests per second. A batch counts as one request.</param>
public sealed record PollingLimits(TimeSpan Interval, double RequestsPerSecond)
{
    /// <summary>
    /// The limits where a provider documents none. EvoLink's own client polls every 8 seconds. 20 requests per second, DashScope's, is the lowest
    /// documented limit.
    /// </summary>
    public static PollingLimits Default { get; } = new(TimeSpan.FromSeconds(8), 20);
}
