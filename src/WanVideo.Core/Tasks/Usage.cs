using System.Globalization;

namespace WanVideo;

/// <summary>The cost of a task as the gateway reports it. Members that the gateway does not return are null.</summary>
public sealed record Usage
{
    /// <summary>The billing rule: <c>per_call</c> or <c>per_second</c>.</summary>
    public string? BillingRule { get; init; }

    /// <summary>Credits reserved when the task was accepted. Settled by the actual length of the video when the task is finished.</summary>
    public decimal? CreditsReserved { get; init; }

    /// <summary>Credits charged for the task.</summary>
    public decimal? CreditsUsed { get; init; }

    /// <summary>The billed length of the video, in seconds.</summary>
    public decimal? BilledSeconds { get; init; }

    /// <summary>The cost in US dollars.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The cost in Chinese yuan.</summary>
    public decimal? CostCny { get; init; }

    /// <summary>The credits used or, before they are known, reserved; otherwise the billed seconds or the billing rule.</summary>
    public override string ToString() =>
        (CreditsUsed ?? CreditsReserved) is { } credits ? string.Create(CultureInfo.InvariantCulture, $"{credits} credits")
        : BilledSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s")
        : BillingRule ?? "";
}
