using System.Text.Json;
using System.Text.Json.Serialization;
using WanVideo.Providers.Http;

namespace WanVideo.Providers.ModelStream;

/// <summary>
/// What New API answers, whichever of its shapes: the one of its manual (flat, with <c>url</c>), the one of its code (in <c>data</c>), or the
/// OpenAI-like one (flat, with <c>metadata.url</c>). Member names are the wire's, in snake case.
/// </summary>
internal sealed record ModelStreamResponse
{
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? TaskId { get; init; }

    /// <summary>In the shape of the code a number of the server's database, and no name of the task.</summary>
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Id { get; init; }

    public string? Model { get; init; }

    public string? Status { get; init; }

    /// <summary><c>100%</c> in the shape of the code, 100 in the OpenAI-like one.</summary>
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Progress { get; init; }

    /// <summary>Unix seconds.</summary>
    public double? CreatedAt { get; init; }

    /// <summary>Unix seconds; 0 until then, as are the next two.</summary>
    public double? SubmitTime { get; init; }

    public double? FinishTime { get; init; }

    public double? CompletedAt { get; init; }

    public string? Url { get; init; }

    public string? ResultUrl { get; init; }

    /// <summary>Why the task failed; in older servers the address of the video of one that did not.</summary>
    public string? FailReason { get; init; }

    public JsonElement? Metadata { get; init; }

    public ModelStreamError? Error { get; init; }

    /// <summary><c>success</c>, or the code of an error.</summary>
    [JsonConverter(typeof(StringOrNumberConverter))]
    public string? Code { get; init; }

    public string? Message { get; init; }

    /// <summary>The task in the shape of the code; in it, what the maker of the model answered, whatever shape that has.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>An object that is deeper in the answer.</summary>
    public static JsonElement? Inside(JsonElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            element = element is { ValueKind: JsonValueKind.Object } outer && outer.TryGetProperty(step, out var inner) ? inner : null;
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
