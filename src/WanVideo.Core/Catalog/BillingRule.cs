namespace WanVideo.Catalog;

/// <summary>How a gateway counts the seconds of a task. The seconds made always count.</summary>
/// <param name="InputSeconds">
/// How many seconds of each input count at most, by the number of inputs: the first number if there is one, the second of each if there are
/// two, and so on. Empty where inputs are free.
/// </param>
public sealed record BillingRule(params IReadOnlyList<decimal> InputSeconds)
{
    /// <summary>The length of the video is what counts.</summary>
    public static BillingRule OutputOnly { get; } = new();

    /// <summary>The length of the video counts, and that of the inputs in a way that the gateway does not document.</summary>
    public static BillingRule OutputAndUnknownInput { get; } = new() { IsInputUnknown = true };

    /// <summary>Whether inputs count in a way that is not documented.</summary>
    public bool IsInputUnknown { get; private init; }

    /// <summary>The seconds of input that count.</summary>
    /// <param name="count">How many inputs there are.</param>
    /// <param name="durations">How long each is, in seconds; empty where that is not known.</param>
    /// <returns>The seconds, and whether they are the most that it can be.</returns>
    public (decimal Seconds, bool IsUpperBound) Input(int count, IReadOnlyList<decimal> durations)
    {
        if (count == 0 || InputSeconds is [])
        {
            return (0, false);
        }

        var most = InputSeconds[Math.Min(count, InputSeconds.Count) - 1];
        return durations.Count == count
            ? (durations.Sum(duration => Math.Min(duration, most)), false)
            : (count * most, true);
    }
}
