using System.Text.Json;
using System.Text.Json.Nodes;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>The body of a request, each field of it read as what it has to be. One that is something else is refused; null and an empty text count as not sent.</summary>
internal sealed class EvoLinkBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonObject fields;

    private EvoLinkBody(JsonObject fields) => this.fields = fields;

    public IEnumerable<string> Names => fields.Select(member => member.Key);

    public static EvoLinkBody Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict) is JsonObject fields ? new EvoLinkBody(fields) : throw NoObject();
        }
        catch (JsonException)
        {
            throw NoObject();
        }

        static EvoLinkRefusedException NoObject() => EvoLinkRefusedException.OfField("body", "must be a JSON object");
    }

    public string? Text(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text.Length > 0 ? text : null,
        _ => throw EvoLinkRefusedException.OfField(name, "must be a string"),
    };

    public IReadOnlyList<string> Texts(string name) => fields[name] switch
    {
        null => [],
        JsonArray array when array.All(item => item?.GetValueKind() is JsonValueKind.String) => [.. array.Select(item => (string)item!)],
        _ => throw EvoLinkRefusedException.OfField(name, "must be an array of strings"),
    };

    public int? Number(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out int number) => number,
        _ => throw EvoLinkRefusedException.OfField(name, "must be an integer"),
    };

    public bool? Flag(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        _ => throw EvoLinkRefusedException.OfField(name, "must be a boolean"),
    };

    public EvoLinkBody? Object(string name) => fields[name] switch
    {
        null => null,
        JsonObject inner => new EvoLinkBody(inner),
        _ => throw EvoLinkRefusedException.OfField(name, "must be an object"),
    };
}
