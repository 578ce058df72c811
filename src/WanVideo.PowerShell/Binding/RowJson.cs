using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;
using WanVideo.Ledger;

namespace WanVideo.Binding;

/// <summary>Converts an input row to the JSON that the ledger keeps.</summary>
internal static class RowJson
{
    private const int MaxDepth = 3;

    /// <summary>Converts columns to a JSON object of at most <see cref="InputRow.MaxBytes"/>. Inline data is replaced by its type, length and digest.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="omitted">The columns that exceed the limit.</param>
    /// <returns>The JSON; null without columns.</returns>
    public static string? Create(IReadOnlyList<KeyValuePair<string, object?>> columns, out IReadOnlyList<string> omitted)
    {
        var row = new JsonObject();
        var beyond = new List<string>();
        var bytes = "{}".Length;
        foreach (var (name, value) in columns)
        {
            var node = ToNode(value, MaxDepth);
            bytes += GetByteCount(JsonValue.Create(name)) + GetByteCount(node) + ":,".Length;
            if (bytes <= InputRow.MaxBytes)
            {
                row[name] = node;
            }
            else
            {
                bytes -= GetByteCount(JsonValue.Create(name)) + GetByteCount(node) + ":,".Length;
                beyond.Add(name);
            }
        }

        omitted = beyond;
        return columns.Count == 0 ? null : row.ToJsonString();
    }

    private static JsonNode? ToNode(object? value, int depth)
    {
        var baseObject = value is PSObject { BaseObject: not PSCustomObject and var wrapped } ? wrapped : value;
        if (baseObject is string text)
        {
            return JsonValue.Create(RequestFingerprint.ReplaceInlineData(text));
        }

        if (JsonConversion.TryConvertScalar(baseObject, out var scalar))
        {
            return scalar;
        }

        return baseObject switch
        {
            IDictionary or PSObject when depth > 1 => ToObject(InputColumns.Read(baseObject), depth - 1),
            IEnumerable items when depth > 1 => new JsonArray([.. items.Cast<object?>().Select(item => ToNode(item, depth - 1))]),
            TimeSpan time => JsonValue.Create(time.TotalSeconds),
            _ => JsonValue.Create(Convert.ToString(baseObject, CultureInfo.InvariantCulture)),
        };
    }

    private static JsonObject ToObject(IReadOnlyList<KeyValuePair<string, object?>> columns, int depth)
    {
        var json = new JsonObject();
        foreach (var (name, value) in columns)
        {
            json[name] = ToNode(value, depth);
        }

        return json;
    }

    private static int GetByteCount(JsonNode? node) => node is null ? "null".Length : System.Text.Encoding.UTF8.GetByteCount(node.ToJsonString());
}
