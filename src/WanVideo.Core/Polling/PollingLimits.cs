namespace WanVideo.Polling;

/// <summary>How often a gateway may be asked how tasks stand.</summary>
/// <param name="Interval">The time between two looks at one task, once it has run for a while.</param>
/// <param name="RequestsPerSecond">How many queries a second it bears, whatever they ask for.</param>
public sealed record PollingLimits(TimeSpan Interval, double RequestsPerSecond)
{
    /// <summary>For a gateway that names no limit: EvoLink's own client looks every 8 seconds, and DashScope's 20 queries a second are the lowest limit that is known.</summary>
    public static PollingLimits Default { get; } = new(TimeSpan.FromSeconds(8), 20);
}
