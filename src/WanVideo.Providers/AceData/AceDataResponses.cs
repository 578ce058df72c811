using System.Text.Json;
using System.Text.Json.Serialization;
using WanVideo.Providers.Http;

namespace WanVideo.Providers.AceData;

/// <summary>The response to a create request and to a query. Each has some of the members.</summary>
internal sealed record AceDataResponse
{
    public string? Id { get; init; }

    public string? TaskId { get; init; }

    public string? TraceId { get; init; }

    /// <summary>Unix seconds.</summary>
    public double? CreatedAt { get; init; }

    /// <summary>Unix seconds. Absent until the task is finished.</summary>
    public double? FinishedAt { get; init; }

    public AceDataRequest? Request { get; init; }

    public AceDataResult? Response { get; init; }

    /// <summary>An alternative place of the new task's id. Source: AceData's SDK.</summary>
    public AceDataResponse? Data { get; init; }

    public bool? Success { get; init; }

    [JsonConverter(typeof(AceDataErrorConverter))]
    public AceDataError? Error { get; init; }

    /// <summary>A string, or any JSON from the web framework, in place of an error.</summary>
    public JsonElement? Detail { get; init; }
}

/// <summary>The create request, repeated in the task.</summary>
internal sealed record AceDataRequest
{
    public string? Model { get; init; }

    public string? Prompt { get; init; }

    public double? Duration { get; init; }
}

/// <summary>The result of a task. Empty or absent until the task is finished.</summary>
internal record AceDataResult
{
    public bool? Success { get; init; }

    public string? State { get; init; }

    public string? VideoUrl { get; init; }

    [JsonConverter(typeof(AceDataErrorConverter))]
    public AceDataError? Error { get; init; }
}

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

/// <summary>The response to a batch query. Unknown tasks are left out.</summary>
internal sealed record AceDataBatch
{
    public AceDataResponse[]? Items { get; init; }
}

/// <summary>Reads an error that is an object, as in the guides, or a string, as in AceData's own client.</summary>
internal sealed class AceDataErrorConverter : JsonConverter<AceDataError?>
{
    public override AceDataError? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new AceDataError { Message = reader.GetString() };
            case JsonTokenType.StartObject:
                return JsonSerializer.Deserialize(ref reader, AceDataJson.Default.AceDataError);
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, AceDataError? value, JsonSerializerOptions options) => throw new NotSupportedException();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(AceDataResponse))]
[JsonSerializable(typeof(AceDataBatch))]
[JsonSerializable(typeof(AceDataCallback))]
internal sealed partial class AceDataJson : JsonSerializerContext;
