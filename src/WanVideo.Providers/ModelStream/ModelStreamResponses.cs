using System.Text.Json;
using System.Text.Json.Serialization;
using WanVideo.Providers.Http;

namespace WanVideo.Providers.ModelStream;

/// <summary>
/// A response of New API in any of its three shapes: the manual's (flat, with <c>url</c>), the code's (the task in <c>data</c>), and the OpenAI-compatible
/// one (flat, with <c>metadata.url</c>).
/// </summary>
internal sealed record ModelStreamResponse
{
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? TaskId { get; init; }

    /// <summary>In the code's shape this is a database key, not the id of the task.</summary>
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Id { get; init; }

    public string? Model { get; init; }

    public string? Status { get; init; }

    /// <summary><c>100%</c> in the code's shape, 100 in the OpenAI-compatible one.</summary>
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Progress { get; init; }

    /// <summary>Unix seconds.</summary>
    public double? CreatedAt { get; init; }

    /// <summary>Unix seconds. 0 if it has not occurred, as in the next two.</summary>
    public double? SubmitTime { get; init; }

    public double? FinishTime { get; init; }

    public double? CompletedAt { get; init; }

    public string? Url { get; init; }

    public string? ResultUrl { get; init; }

    /// <summary>The error message of a failed task. In older servers also the URL of a successful task's video.</summary>
    public string? FailReason { get; init; }

    public JsonElement? Metadata { get; init; }

    public ModelStreamError? Error { get; init; }

    /// <summary><c>success</c> or an error code.</summary>
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Code { get; init; }

    public string? Message { get; init; }

    /// <summary>The task in the code's shape. Inside the task: the response of the model's host, which has no fixed shape.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>Gets a nested member. Null if it does not exist.</summary>
    public static JsonElement? GetMember(JsonElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            element = element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var member) ? member : null;
        }

        return element;
    }
}

internal sealed record ModelStreamError
{
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Code { get; init; }

    public string? Message { get; init; }

    public string? Type { get; init; }

    public string? Param { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ModelStreamResponse))]
internal sealed partial class ModelStreamJson : JsonSerializerContext;
