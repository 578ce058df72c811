using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace WanVideo.Providers.EvoLink;

/// <summary>How EvoLink's answers are read. Numbers may come as words; what is not known is passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(EvoLinkAnswer))]
[JsonSerializable(typeof(EvoLinkBatch))]
[JsonSerializable(typeof(EvoLinkCredits))]
internal sealed partial class EvoLinkJson : JsonSerializerContext
{
    /// <summary>The answer; null if the body is none.</summary>
    public static T? TryRead<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
