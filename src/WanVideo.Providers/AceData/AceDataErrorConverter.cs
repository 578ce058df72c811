using System.Text.Json;
using System.Text.Json.Serialization;

namespace WanVideo.Providers.AceData;

/// <summary>Reads an error that is an object as the guides have it, or a bare text as its client has met it.</summary>
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
