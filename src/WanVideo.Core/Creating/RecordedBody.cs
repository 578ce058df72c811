using System.Text.Json.Nodes;
using WanVideo.Ledger;

namespace WanVideo.Creating;

/// <summary>The body of a create request as the ledger keeps it: inline data is replaced by its type, length and digest.</summary>
internal static class RecordedBody
{
    public static string Create(JsonObject body)
    {
        var copy = body.DeepClone();
        Replace(copy);
        return copy.ToJsonString();
    }

    private static void Replace(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    if (GetReplacement(value) is { } replacement)
                    {
                        members[name] = replacement;
                    }
                }

                break;
            case JsonArray items:
                for (var index = 0; index < items.Count; index++)
                {
                    if (GetReplacement(items[index]) is { } replacement)
                    {
                        items[index] = replacement;
                    }
                }

                break;
        }
    }

    private static string? GetReplacement(JsonNode? value)
    {
        if (value is JsonValue text && text.TryGetValue<string>(out var content))
        {
            var replaced = RequestFingerprint.ReplaceInlineData(content);
            return ReferenceEquals(replaced, content) ? null : replaced;
        }

        if (value is not null)
        {
            Replace(value);
        }

        return null;
    }
}
