using System.Text.Json;
using System.Text.Json.Nodes;

namespace WanVideo.Sandbox;

/// <summary>
/// The fields of a request's JSON body. A path names a field: a dot separates an object from its member. Missing fields, null and empty strings are returned as null.
/// Every method throws <see cref="InvalidFieldException"/> if the field has another type.
/// </summary>
internal sealed class RequestFields
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    private readonly JsonObject body;

    private RequestFields(JsonObject body) => this.body = body;

    /// <summary>The names of the top-level fields.</summary>
    public IEnumerable<string> FieldNames => body.Select(member => member.Key);

    public static RequestFields Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Options) is JsonObject body ? new RequestFields(body) : throw CreateNotAnObjectException();
        }
        catch (JsonException)
        {
            throw CreateNotAnObjectException();
        }

        static InvalidFieldException CreateNotAnObjectException() => new("body", "must be a JSON object");
    }

    /// <summary>Gets the paths of an object's members. Null if the object does not exist.</summary>
    public IReadOnlyList<string>? GetMembers(string path) => GetObject(path)?.Select(member => $"{path}.{member.Key}").ToArray();

    public string? GetString(string path) => GetNode(path) switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text.Length > 0 ? text : null,
        _ => throw new InvalidFieldException(path, "must be a string"),
    };

    public string GetRequiredString(string path) => GetString(path) ?? throw new InvalidFieldException(path, "is required");

    public IReadOnlyList<string> GetStrings(string path) => GetNode(path) switch
    {
        null => [],
        JsonArray array when array.All(item => item?.GetValueKind() is JsonValueKind.String) => [.. array.Select(item => (string)item!)],
        _ => throw new InvalidFieldException(path, "must be an array of strings"),
    };

    /// <summary>Gets the items of an array of objects.</summary>
    public IReadOnlyList<RequestFields> GetObjects(string path) => GetNode(path) switch
    {
        null => [],
        JsonArray array when array.All(item => item is JsonObject) => [.. array.Select(item => new RequestFields((JsonObject)item!))],
        _ => throw new InvalidFieldException(path, "must be an array of objects"),
    };

    public int? GetInteger(string path) => GetNode(path) switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out int number) => number,
        _ => throw new InvalidFieldException(path, "must be an integer"),
    };

    public bool? GetBoolean(string path) => GetNode(path) switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        _ => throw new InvalidFieldException(path, "must be a boolean"),
    };

    /// <summary>Gets the entry of the field's value, or of the default value.</summary>
    public T GetChoice<T>(string path, string defaultValue, IReadOnlyDictionary<string, T> choices) =>
        choices.TryGetValue(GetString(path) ?? defaultValue, out var choice) ? choice : throw new InvalidFieldException(path, $"must be one of {string.Join(", ", choices.Keys)}");

    public static void Require(bool isMet, string path, string problem)
    {
        if (!isMet)
        {
            throw new InvalidFieldException(path, problem);
        }
    }

    /// <summary>Requires a string, if it exists, to be one of two values.</summary>
    public void RequireEither(string path, string first, string second)
    {
        var value = GetString(path);
        Require(value is null || value == first || value == second, path, $"must be {first} or {second}");
    }

    /// <summary>Requires a URL, if it exists, to have the scheme http or https.</summary>
    public void RequireUrl(string path)
    {
        if (GetString(path) is { } url)
        {
            RequireUrls(path, [url]);
        }
    }

    public static void RequireUrls(string path, IEnumerable<string> urls) =>
        Require(urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"), path, "must be an http or https URL");

    private JsonObject? GetObject(string path) => GetNode(path) switch
    {
        null => null,
        JsonObject node => node,
        _ => throw new InvalidFieldException(path, "must be an object"),
    };

    private JsonNode? GetNode(string path) =>
        path.LastIndexOf('.') is var dot and > 0 ? GetObject(path[..dot])?[path[(dot + 1)..]] : body[path];
}
