using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using WanVideo.Catalog;

namespace WanVideo.Ledger;

/// <summary>
/// The digest of a request. Requests with the same fingerprint are the same intent. The order of members, URL signatures and the wire format do not
/// affect it, and neither does a default that is specified. Defaults are left out and not filled in, so that a later version of the catalog does not
/// make an earlier request another intent.
/// </summary>
public static class RequestFingerprint
{
    // Query parameters of signed URLs: AWS, Google, Alibaba OSS and Azure SAS.
    private static readonly string[] SignaturePrefixes = ["X-Amz-", "X-Goog-"];
    private static readonly HashSet<string> SignatureNames = new(StringComparer.OrdinalIgnoreCase) { "Signature", "Expires", "OSSAccessKeyId", "sig", "se", "sp", "sv", "st" };

    /// <summary>Marks replaced inline data in a recorded request.</summary>
    internal const string InlineDataMarker = ",sha256=";

    /// <summary>Computes the fingerprint of a request: SHA-256 in lower-case hexadecimal.</summary>
    /// <param name="request">The request.</param>
    public static string Compute(PreparedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var values = request.Request with
        {
            Model = request.IsDefaultModel ? null : request.Model.Name,
            Size = FrameSize.Parse(request.Request.Size)?.ToString() ?? request.Request.Size,
            ReferenceVideoDuration = [],
        };
        var json = JsonSerializer.SerializeToNode(values, RequestJson.Default.VideoRequest)!.AsObject();
        var defaults = FrameSizeResolver.Resolve(request.Model, new VideoRequest());
        foreach (var parameter in request.Model.Parameters)
        {
            // A parameter without a field is sent in another parameter's, such as a resolution in the size.
            if (parameter.WireName is null || JsonNode.DeepEquals(parameter.ToJson(values), parameter.ToJson(defaults)))
            {
                json.Remove(parameter.Name);
            }
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, json, isTopLevel: true);
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()));
    }

    /// <summary>Replaces inline data (a <c>data:</c> URL) by its type, length and digest. Other text is returned unchanged.</summary>
    /// <param name="text">A string value.</param>
    public static string ReplaceInlineData(string text)
    {
        if (!text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || text.IndexOf(',', StringComparison.Ordinal) is not (> 0 and var comma))
        {
            return text;
        }

        var data = Encoding.UTF8.GetBytes(text[(comma + 1)..]);
        return FormattableString.Invariant($"{text[..comma]}{InlineDataMarker}{Convert.ToHexStringLower(SHA256.HashData(data))};length={data.Length}");
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node, bool isTopLevel = false)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    // A parameter without a value. Within -AdditionalProperty, null and [] are values.
                    if (isTopLevel && value is (null or JsonArray { Count: 0 }))
                    {
                        continue;
                    }

                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValue text when text.GetValueKind() is JsonValueKind.String:
                writer.WriteStringValue(RemoveSignature(ReplaceInlineData(text.GetValue<string>())));
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    private static string RemoveSignature(string text)
    {
        if (!text.StartsWith("http", StringComparison.OrdinalIgnoreCase) || text.IndexOf('?', StringComparison.Ordinal) is not (> 0 and var start))
        {
            return text;
        }

        var parameters = text[(start + 1)..].Split('&').Where(parameter => !IsSignature(parameter.Split('=')[0]));
        return $"{text[..start]}?{string.Join('&', parameters)}".TrimEnd('?');
    }

    private static bool IsSignature(string name) =>
        SignatureNames.Contains(name) || SignaturePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The JSON form of a request, of which the fingerprint is the digest.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(VideoRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
