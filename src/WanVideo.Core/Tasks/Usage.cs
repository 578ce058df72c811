using System.Globalization;

namespace WanVideo;

/// <summary>What a gateway says of a task's cost. Each member is null where the gateway does not say.</summary>
public sealed record Usage
{
    /// <summary>How the gateway bills: <c>per_call</c> or <c>per_second</c>.</summary>
    public string? BillingRule { get; init; }

    /// <summary>Credits set aside when the task was accepted; settled on the real length when it ends.</summary>
    public decimal? CreditsReserved { get; init; }

    /// <summary>Credits the task cost in the end.</summary>
    public decimal? CreditsUsed { get; init; }

    /// <summary>The seconds that the gateway counts.</summary>
    public decimal? BilledSeconds { get; init; }

    /// <summary>What the task cost in US dollars.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The credits, used or else reserved, or else the seconds.</summary>
    public override string ToString() =>
        (CreditsUsed ?? CreditsReserved) is { } credits ? string.Create(CultureInfo.InvariantCulture, $"{credits} credits")
        : BilledSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s")
        : BillingRule ?? "";
}
