using System.Collections;
using System.Management.Automation;
using System.Text.Json;

namespace WanVideo.Binding;

/// <summary>Names and values: a hashtable, an object from JSON, or JSON itself.</summary>
internal sealed class JsonObjectTransformationAttribute : ValueTransformationAttribute
{
    protected override object Read(object value) => value switch
    {
        IDictionary table => table,
        PSObject { BaseObject: PSCustomObject } custom => Table(custom),
        string json => Table(json),
        _ => throw Refusal($"A hashtable is wanted here, not a {value.GetType().Name}."),
    };

    private static Hashtable Table(PSObject custom)
    {
        var table = new Hashtable();
        foreach (var property in custom.Properties)
        {
            table[property.Name] = property.Value;
        }

        return table;
    }

    private static Dictionary<string, JsonElement> Table(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
        }
        catch (JsonException)
        {
            throw Refusal("A hashtable, or a JSON object, is wanted here.");
        }
    }
}
