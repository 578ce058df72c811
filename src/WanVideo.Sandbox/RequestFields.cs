using System.Text.Json;
using System.Text.Json.Nodes;

namespace WanVideo.Sandbox;

/// <summary>The body of a request, each field of it read as what it has to be. One that is something else is refused; null and an empty text count as not sent.</summary>
internal sealed class RequestFields
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonObject fields;
    private readonly string prefix;

    private RequestFields(JsonObject fields, string prefix) => (this.fields, this.prefix) = (fields, prefix);

    /// <summary>The fields there are, those of objects inside not among them.</summary>
    public IEnumerable<string> Names => fields.Select(member => prefix + member.Key);

    /// <exception cref="FieldRefusedException">It is no JSON object.</exception>
    public static RequestFields Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict) is JsonObject fields ? new RequestFields(fields, "") : throw NoObject();
        }
        catch (JsonException)
        {
            throw NoObject();
        }

        static FieldRefusedException NoObject() => new("body", "must be a JSON object");
    }

    public string? Text(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text.Length > 0 ? text : null,
        _ => throw Refused(name, "must be a string"),
    };

    public IReadOnlyList<string> Texts(string name) => fields[name] switch
    {
        null => [],
        JsonArray array when array.All(item => item?.GetValueKind() is JsonValueKind.String) => [.. array.Select(item => (string)item!)],
        _ => throw Refused(name, "must be an array of strings"),
    };

    public int? Number(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out int number) => number,
        _ => throw Refused(name, "must be an integer"),
    };

    public bool? Flag(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        _ => throw Refused(name, "must be a boolean"),
    };

    public RequestFields? Object(string name) => fields[name] switch
    {
        null => null,
        JsonObject inner => new RequestFields(inner, $"{prefix}{name}."),
        _ => throw Refused(name, "must be an object"),
    };

    /// <summary>What a word stands for.</summary>
    public T Choice<T>(string name, string otherwise, IReadOnlyDictionary<string, T> choices) =>
        choices.TryGetValue(Text(name) ?? otherwise, out var chosen) ? chosen : throw Refused(name, $"must be one of {string.Join(", ", choices.Keys)}");

    /// <summary>An address, or addresses, by which media can be fetched.</summary>
    public void RequireWebAddresses(string name, IEnumerable<string> addresses) =>
        Require(addresses.All(IsWebAddress), name, "must be fetched by http or https");

    public void Require(bool isMet, string name, string fault)
    {
        if (!isMet)
        {
            throw Refused(name, fault);
        }
    }

    public FieldRefusedException Refused(string name, string fault) => new(prefix + name, fault);

    private static bool IsWebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
