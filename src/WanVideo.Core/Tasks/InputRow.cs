using System.Collections;
using System.Collections.Specialized;
using System.Text.Json;

namespace WanVideo;

/// <summary>The input object of a request, such as a row of a CSV file. The ledger keeps it as JSON.</summary>
public static class InputRow
{
    /// <summary>The maximum length of a row as JSON, in UTF-8 bytes. A limit of this module.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Converts a row from JSON to a dictionary in the order of its columns. Names ignore case, as in PowerShell.</summary>
    /// <param name="json">A JSON object; null for none.</param>
    /// <returns>The row; null if there is none, or the text is not a JSON object.</returns>
    public static IDictionary? Parse(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind is JsonValueKind.Object ? ToDictionary(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // PowerShell converts this type to a custom object, and the generic one not.
    private static OrderedDictionary ToDictionary(JsonElement element)
    {
        var row = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var member in element.EnumerateObject())
        {
            row[member.Name] = ToValue(member.Value);
        }

        return row;
    }

    private static object? ToValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ToDictionary(element),
        JsonValueKind.Array => element.EnumerateArray().Select(ToValue).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? (object)integer : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
