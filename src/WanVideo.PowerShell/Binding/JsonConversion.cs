using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WanVideo.Binding;

/// <summary>Turns what PowerShell calls a hashtable, an array, a custom object and so on into JSON.</summary>
internal static class JsonConversion
{
    private const int Deepest = 32;

    /// <summary>The JSON object of a dictionary.</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="parameter">The parameter it was given to.</param>
    /// <exception cref="VideoException">It holds something that JSON has no form for.</exception>
    public static JsonObject ToObject(IDictionary dictionary, string parameter) => Object(dictionary, parameter, Deepest);

    private static JsonObject Object(IDictionary dictionary, string parameter, int depth)
    {
        var json = new JsonObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            json[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Node(entry.Value, parameter, depth - 1);
        }

        return json;
    }

    private static JsonNode? Node(object? value, string parameter, int depth)
    {
        if (depth == 0)
        {
            throw Refusal(parameter, "is nested too deeply, or holds itself");
        }

        // A custom object is its properties; anything else is what it wraps.
        if (value is PSObject { BaseObject: PSCustomObject } custom)
        {
            var json = new JsonObject();
            foreach (var property in custom.Properties)
            {
                json[property.Name] = Node(property.Value, parameter, depth - 1);
            }

            return json;
        }

        return value is PSObject wrapped ? Plain(wrapped.BaseObject, parameter, depth) : Plain(value, parameter, depth);
    }

    private static JsonNode? Plain(object? value, string parameter, int depth) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool truth => JsonValue.Create(truth),
        SwitchParameter truth => JsonValue.Create(truth.IsPresent),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number when double.IsFinite(number) => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        byte or sbyte or short or ushort or uint => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        JsonElement element => JsonSerializer.SerializeToNode(element),
        Uri address => JsonValue.Create(address.OriginalString),
        Enum word => JsonValue.Create(word.ToString()),
        DateTime or DateTimeOffset => JsonValue.Create(((IFormattable)value).ToString("o", CultureInfo.InvariantCulture)),
        IDictionary dictionary => Object(dictionary, parameter, depth),
        IEnumerable many => new JsonArray([.. many.Cast<object?>().Select(one => Node(one, parameter, depth - 1))]),
        _ => throw Refusal(parameter, $"holds a {value.GetType().Name}, which JSON has no form for"),
    };

    private static VideoException Refusal(string parameter, string fault) =>
        new(VideoErrorKind.InvalidParameter, $"-{parameter} {fault}; it takes texts, numbers, true and false, lists and hashtables of these.");
}
