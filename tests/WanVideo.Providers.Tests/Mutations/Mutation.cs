using System.Text;
using System.Text.Json.Nodes;

namespace WanVideo.Tests.Mutations;

/// <summary>One change of a body: of a value in its JSON, or of its bytes. Both numbers select from what the body has.</summary>
/// <param name="Kind">The kind of the change.</param>
/// <param name="Position">Selects the value or the byte.</param>
/// <param name="Value">Selects the new value.</param>
public sealed record Mutation(int Kind, int Position, int Value)
{
    public const int Kinds = 9;

    // JSON that a parser of JsonNode does not write: surrogates without their pair, duplicate names, numbers out of range.
    private static readonly string[] OddValues =
    [
        "null", "[]", "{}", "\"\"", "\" \"", "\"text\"", "0", "-1", "7", "1.5", "1e300", "-1e300", "99999999999999999999999", "true", "false", "[null]", "[{}]", "[[7]]",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\\u001b[31m\\u202e\"", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}", "\"9999-12-31 23:59:59.999\"", "\"0001-01-01 00:00:00\"",
        "253402300799", "\"https://[::1\"", "\"http://a.example:99999/\"", "\"data:,\"", $"{new string('[', 70)}{new string(']', 70)}", $"\"{new string('x', 5000)}\"",
    ];

    /// <summary>Changes a body.</summary>
    public byte[] Apply(byte[] body) => Kind switch
    {
        0 or 1 or 2 => ReplaceValue(body),
        3 => ChangeMembers(body, (parent, name) => parent.Remove(name)),
        4 => ChangeMembers(body, (parent, name) => parent[name.ToUpperInvariant()] = parent[name]?.DeepClone()),
        _ when body.Length == 0 => body,
        5 => [.. body[..At(body)], (byte)Value, .. body[(At(body) + 1)..]],
        6 => body[..At(body)],
        7 => [.. body[..At(body)], .. body[Math.Min(At(body) + 1 + (Value % 20), body.Length)..]],
        _ => [.. body, .. body[At(body)..]],
    };

    private int At(byte[] body) => Position % body.Length;

    private byte[] ReplaceValue(byte[] body)
    {
        const string Placeholder = "\"@value@\"";
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(ChangeMembers(body, (parent, name) => parent[name] = "@value@")).Replace(Placeholder, OddValues[Value % OddValues.Length], StringComparison.Ordinal));
    }

    private byte[] ChangeMembers(byte[] body, Action<JsonObject, string> change)
    {
        try
        {
            var root = JsonNode.Parse(body);
            var members = FindMembers(root).ToArray();
            if (members.Length == 0)
            {
                return body;
            }

            var (parent, name) = members[Position % members.Length];
            change(parent, name);
            return Encoding.UTF8.GetBytes(root!.ToJsonString());
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            // An earlier mutation made the JSON invalid.
            return body;
        }
    }

    private static IEnumerable<(JsonObject Parent, string Name)> FindMembers(JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(member => FindMembers(member.Value).Prepend((parent, member.Key))),
        JsonArray items => items.SelectMany(FindMembers),
        _ => [],
    };
}
