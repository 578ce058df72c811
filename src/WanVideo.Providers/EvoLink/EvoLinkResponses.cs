using System.Text.Json.Serialization;
using WanVideo.Providers.Http;

namespace WanVideo.Providers.EvoLink;

/// <summary>The response to a create request and to a query. An error response has <see cref="Error"/> only.</summary>
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

/// <summary>Source: an older version of EvoLink's own client.</summary>
internal sealed record EvoLinkResult
{
    public string? VideoUrl { get; init; }
}

internal sealed record EvoLinkTaskInfo
{
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
    /// <summary>A string in the manual, a number in the older client.</summary>
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Code { get; init; }

    public string? Message { get; init; }

    public string? Type { get; init; }

    public string? Param { get; init; }

    public string? Suggestion { get; init; }

    public string? FallbackSuggestion { get; init; }
}

/// <summary>The response to a batch query. Unknown tasks are left out.</summary>
internal sealed record EvoLinkBatch
{
    public EvoLinkResponse[]? Data { get; init; }
}

/// <summary>A page of the list, newest task first.</summary>
internal sealed record EvoLinkPage
{
    public EvoLinkListedTask[]? Data { get; init; }

    public int? Total { get; init; }
}

internal sealed record EvoLinkListedTask
{
    public string? Id { get; init; }

    public string? Model { get; init; }

    public string? Status { get; init; }

    public int? Progress { get; init; }

    /// <summary>Unix seconds.</summary>
    public double? CreatedAt { get; init; }

    /// <summary>Seconds of video.</summary>
    public double? Duration { get; init; }

    public decimal? CreditsUsed { get; init; }
}

internal sealed record EvoLinkCredits
{
    public EvoLinkCreditsData? Data { get; init; }
}

internal sealed record EvoLinkCreditsData
{
    public EvoLinkAccount? User { get; init; }

    /// <summary>The credits of the API key.</summary>
    public EvoLinkAccount? Token { get; init; }
}

internal sealed record EvoLinkAccount
{
    public decimal? RemainingCredits { get; init; }

    public decimal? UsedCredits { get; init; }

    public bool? UnlimitedCredits { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(EvoLinkResponse))]
[JsonSerializable(typeof(EvoLinkBatch))]
[JsonSerializable(typeof(EvoLinkCredits))]
[JsonSerializable(typeof(EvoLinkPage))]
internal sealed partial class EvoLinkJson : JsonSerializerContext;
