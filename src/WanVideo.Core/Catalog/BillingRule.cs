namespace WanVideo.Catalog;

/// <summary>How a provider counts billable seconds. The duration of the result always counts. Input videos are <c>-Video</c> and <c>-ReferenceVideo</c>.</summary>
/// <param name="MaximumInputSeconds">
/// The billable seconds of each input video at most, by the number of input videos: the first value applies to one video, the second to
/// each of two, and so on. Empty if input videos are free.
/// </param>
public sealed record BillingRule(params IReadOnlyList<decimal> MaximumInputSeconds)
{
    /// <summary>Only the duration of the result counts.</summary>
    public static BillingRule OutputOnly { get; } = new();

    /// <summary>The duration of the result counts, and that of input videos in an undocumented way.</summary>
    public static BillingRule OutputAndUnknownInput { get; } = new() { IsInputUnknown = true };

    /// <summary>Whether input videos count in an undocumented way.</summary>
    public bool IsInputUnknown { get; private init; }

    /// <summary>The maximum of the billable seconds of all input videos together; null if there is none.</summary>
    public decimal? MaximumTotalInputSeconds { get; init; }

    /// <summary>Computes the billable seconds of the input videos.</summary>
    /// <param name="count">The number of input videos.</param>
    /// <param name="durations">The duration of each in seconds; empty if unknown.</param>
    /// <returns>The seconds, and whether they are an upper bound.</returns>
    public (decimal Seconds, bool IsUpperBound) GetInputSeconds(int count, IReadOnlyList<decimal> durations)
    {
        if (count == 0 || MaximumInputSeconds is [])
        {
            return (0, false);
        }

        var maximum = MaximumInputSeconds[Math.Min(count, MaximumInputSeconds.Count) - 1];
        var isKnown = durations.Count == count;
        var seconds = isKnown ? durations.Sum(duration => Math.Min(duration, maximum)) : count * maximum;
        return (Math.Min(seconds, MaximumTotalInputSeconds ?? seconds), !isKnown);
    }
}
