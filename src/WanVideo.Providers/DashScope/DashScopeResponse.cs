using System.Text.Json.Serialization;

namespace WanVideo.Providers.DashScope;

/// <summary>What DashScope answers to a create and to a query; when it refuses, a code and a message alone. Member names are the wire's, in snake case.</summary>
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

    /// <summary>Of a task that failed, under HTTP 200; may be missing all the same.</summary>
    public string? Code { get; init; }

    public string? Message { get; init; }
}

internal sealed record DashScopeUsage
{
    /// <summary>Seconds that count.</summary>
    public decimal? Duration { get; init; }

    /// <summary>Seconds of video made.</summary>
    public decimal? OutputVideoDuration { get; init; }
}

/// <summary>A page of DashScope's list, newest first. Member names are the wire's, in snake case.</summary>
internal sealed record DashScopePage
{
    public string? RequestId { get; init; }

    public DashScopeListed[]? Data { get; init; }

    public int? TotalPage { get; init; }
}

internal sealed record DashScopeListed
{
    public string? TaskId { get; init; }

    public string? ModelName { get; init; }

    public string? Status { get; init; }

    /// <summary>The request that created the task.</summary>
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
