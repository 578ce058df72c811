using System.Text.Json.Serialization;

namespace WanVideo.Providers.DashScope;

/// <summary>The response to a create request and to a query. An error response has <see cref="Code"/> and <see cref="Message"/> only.</summary>
internal sealed record DashScopeResponse
{
    public string? RequestId { get; init; }

    public DashScopeOutput? Output { get; init; }

    public DashScopeUsage? Usage { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }
}

internal sealed record DashScopeOutput
{
    public string? TaskId { get; init; }

    public string? TaskStatus { get; init; }

    public string? SubmitTime { get; init; }

    public string? EndTime { get; init; }

    public string? OrigPrompt { get; init; }

    public string? VideoUrl { get; init; }

    /// <summary>The error code of a failed task, in a response with HTTP 200. Optional.</summary>
    public string? Code { get; init; }

    public string? Message { get; init; }
}

internal sealed record DashScopeUsage
{
    /// <summary>Billed seconds.</summary>
    public decimal? Duration { get; init; }

    /// <summary>Seconds of generated video.</summary>
    public decimal? OutputVideoDuration { get; init; }
}

/// <summary>A page of the list, newest task first.</summary>
internal sealed record DashScopePage
{
    public DashScopeListedTask[]? Data { get; init; }

    public int? TotalPage { get; init; }
}

internal sealed record DashScopeListedTask
{
    public string? TaskId { get; init; }

    public string? ModelName { get; init; }

    public string? Status { get; init; }

    /// <summary>The id of the create request.</summary>
    public string? RequestId { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public double? GmtCreate { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public double? EndTime { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(DashScopeResponse))]
[JsonSerializable(typeof(DashScopePage))]
internal sealed partial class DashScopeJson : JsonSerializerContext;
