using System.Text.Json.Serialization;
using WanVideo.Providers.Http;

namespace WanVideo.Providers.EvoLink;

/// <summary>What EvoLink answers to a create and to a query: the same shape, and an <c>error</c> alone when it refuses. Member names are the wire's, in snake case.</summary>
internal sealed record EvoLinkResponse
{
    public string? Id { get; init; }

    public string? Model { get; init; }

    public string? Status { get; init; }

    public int? Progress { get; init; }

    /// <summary>Unix seconds.</summary>
    public long? Created { get; init; }

    public string[]? Results { get; init; }

    public EvoLinkResult[]? ResultData { get; init; }

    public EvoLinkTaskInfo? TaskInfo { get; init; }

    public EvoLinkUsage? Usage { get; init; }

    public EvoLinkError? Error { get; init; }
}

/// <summary>In EvoLink's older client only.</summary>
internal sealed record EvoLinkResult
{
    public string? VideoUrl { get; init; }
}

internal sealed record EvoLinkTaskInfo
{
    public bool? CanCancel { get; init; }

    /// <summary>Seconds.</summary>
    public double? EstimatedTime { get; init; }

    /// <summary>Seconds.</summary>
    public double? VideoDuration { get; init; }
}

internal sealed record EvoLinkUsage
{
    public string? BillingRule { get; init; }

    public decimal? CreditsReserved { get; init; }

    public decimal? CreditsUsed { get; init; }

    public EvoLinkCost? Cost { get; init; }
}

internal sealed record EvoLinkCost
{
    public decimal? Credits { get; init; }

    public decimal? Usd { get; init; }
}

internal sealed record EvoLinkError
{
    /// <summary>A word in the manual, a number in the older client's type.</summary>
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Code { get; init; }

    public string? Message { get; init; }

    public string? Type { get; init; }

    public string? Param { get; init; }

    public string? Suggestion { get; init; }

    public string? FallbackSuggestion { get; init; }
}

/// <summary>What EvoLink answers for several tasks. Those that it does not know are not among them.</summary>
internal sealed record EvoLinkBatch
{
    public EvoLinkResponse[]? Data { get; init; }
}
