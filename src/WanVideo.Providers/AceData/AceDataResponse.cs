using System.Text.Json;
using System.Text.Json.Serialization;
using WanVideo.Providers.Http;

namespace WanVideo.Providers.AceData;

/// <summary>What AceData answers to a create and to a query, whichever members it has. Member names are the wire's, in snake case.</summary>
internal sealed record AceDataResponse
{
    public string? Id { get; init; }

    public string? TaskId { get; init; }

    public string? TraceId { get; init; }

    /// <summary>Unix seconds.</summary>
    public double? CreatedAt { get; init; }

    /// <summary>Unix seconds; once the task has ended.</summary>
    public double? FinishedAt { get; init; }

    public AceDataRequest? Request { get; init; }

    public AceDataResult? Response { get; init; }

    /// <summary>Where the SDK looks for the id of a new task too.</summary>
    public AceDataResponse? Data { get; init; }

    public bool? Success { get; init; }

    [JsonConverter(typeof(AceDataErrorConverter))]
    public AceDataError? Error { get; init; }

    /// <summary>In place of an error's message: a text, or what a framework says of its own accord.</summary>
    public JsonElement? Detail { get; init; }
}

/// <summary>What was asked for, as far as it is told again.</summary>
internal sealed record AceDataRequest
{
    public string? Model { get; init; }

    public string? Prompt { get; init; }

    public double? Duration { get; init; }
}

/// <summary>How a task ended; empty or absent until it has.</summary>
internal record AceDataResult
{
    public bool? Success { get; init; }

    public string? State { get; init; }

    public string? VideoUrl { get; init; }

    [JsonConverter(typeof(AceDataErrorConverter))]
    public AceDataError? Error { get; init; }
}

/// <summary>The body of a callback.</summary>
internal sealed record AceDataCallback : AceDataResult
{
    public string? TaskId { get; init; }

    public string? TraceId { get; init; }
}

internal sealed record AceDataError
{
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Code { get; init; }

    public string? Message { get; init; }
}

/// <summary>Several tasks. Those that AceData does not know are not among them.</summary>
internal sealed record AceDataBatch
{
    public AceDataResponse[]? Items { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(AceDataResponse))]
[JsonSerializable(typeof(AceDataBatch))]
[JsonSerializable(typeof(AceDataCallback))]
internal sealed partial class AceDataJson : JsonSerializerContext;
