using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WanVideo.Binding;

/// <summary>Converts PowerShell values (hashtables, arrays, custom objects) to JSON.</summary>
internal static class JsonConversion
{
    private const int MaxDepth = 32;

    /// <summary>Converts a dictionary.</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="parameter">The name of the parameter, for messages.</param>
    /// <exception cref="VideoException">A value has no JSON equivalent, a name occurs twice, or the nesting exceeds 32 levels.</exception>
    public static JsonObject ToObject(IDictionary dictionary, string parameter) => ToObject(dictionary, parameter, MaxDepth);

    private static JsonObject ToObject(IDictionary dictionary, string parameter, int depth)
    {
        var json = new JsonObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            // The number 1 and the text "1" are different keys of a hashtable, and the same name in JSON.
            var name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            if (!json.TryAdd(name, ToNode(entry.Value, parameter, depth - 1)))
            {
                throw CreateInvalidValueException(parameter, $"has the name '{name}' twice");
            }
        }

        return json;
    }

    private static JsonNode? ToNode(object? value, string parameter, int depth)
    {
        if (depth == 0)
        {
            throw CreateInvalidValueException(parameter, "is nested too deeply, or contains itself");
        }

        // The properties of a PSCustomObject are in its PSObject. Other objects are unwrapped.
        if (value is PSObject { BaseObject: PSCustomObject } customObject)
        {
            var json = new JsonObject();
            foreach (var property in customObject.Properties)
            {
                json[property.Name] = ToNode(property.Value, parameter, depth - 1);
            }

            return json;
        }

        var baseObject = value is PSObject wrapper ? wrapper.BaseObject : value;
        return TryConvertScalar(baseObject, out var scalar) ? scalar : baseObject switch
        {
            IDictionary dictionary => ToObject(dictionary, parameter, depth),
            IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(item => ToNode(item, parameter, depth - 1))]),
            var other => throw CreateInvalidValueException(parameter, $"contains a {other!.GetType().Name}, which has no JSON equivalent"),
        };
    }

    /// <summary>Converts null, text, a number, a truth value, a time, a URL or a member of an enumeration.</summary>
    /// <returns>Whether the value is one of these.</returns>
    public static bool TryConvertScalar(object? value, out JsonNode? node)
    {
        node = value switch
        {
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            SwitchParameter flag => JsonValue.Create(flag.IsPresent),
            int number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            double number when double.IsFinite(number) => JsonValue.Create(number),
            decimal number => JsonValue.Create(number),
            (byte or sbyte or short or ushort or uint) and var number => JsonValue.Create(Convert.ToInt64(number, CultureInfo.InvariantCulture)),
            float number when float.IsFinite(number) => JsonNode.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
            Half number when Half.IsFinite(number) => JsonNode.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
            (ulong or nint or nuint or Int128 or UInt128 or BigInteger) and IFormattable number => JsonNode.Parse(number.ToString(null, CultureInfo.InvariantCulture)),
            JsonElement element => JsonSerializer.SerializeToNode(element),
            Uri uri => JsonValue.Create(uri.OriginalString),
            Enum member => JsonValue.Create(member.ToString()),
            (DateTime or DateTimeOffset) and IFormattable time => JsonValue.Create(time.ToString("o", CultureInfo.InvariantCulture)),
            _ => null,
        };
        return value is null or DBNull || node is not null;
    }

    private static VideoException CreateInvalidValueException(string parameter, string error) =>
        new(VideoErrorKind.InvalidParameter, $"-{parameter} {error}. It accepts text, numbers, true, false, and lists and hashtables of these.");
}
