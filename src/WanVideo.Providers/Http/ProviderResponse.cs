using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WanVideo.Providers.Http;

/// <summary>A response of a gateway, with its complete body.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="RequestId">The gateway's id of the request; null without one.</param>
/// <param name="RetryAfter">The delay of the Retry-After header; null without one.</param>
public sealed record ProviderResponse(HttpStatusCode Status, byte[] Body, string? RequestId, TimeSpan? RetryAfter)
{
    // New API servers, EvoLink's included, use one of these.
    private static readonly string[] RequestIdHeaders = ["x-request-id", "x-oneapi-request-id"];

    /// <summary>Whether the status is 2xx. The body may contain an error nevertheless.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The start of the body, for the message of a response that cannot be parsed. The API key of the connection is redacted.</summary>
    public string BodyExcerpt
    {
        get
        {
            const int MaxLength = 120;

            // Redacted before it is shortened: a part of the key would not be recognized.
            var text = Redaction.Redact(Encoding.UTF8.GetString(Body)).ReplaceLineEndings(" ").Trim();
            if (text.Length > MaxLength)
            {
                text = text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
            }

            return text.Length == 0 ? " with an empty body" : $", starting with '{text}'";
        }
    }

    /// <summary>Redacts the API key of the connection.</summary>
    internal Redaction Redaction { get; init; } = Redaction.None;

    /// <summary>Whether the body is empty, <c>null</c> or an object without members.</summary>
    public bool IsEmpty => Body.AsSpan().Trim(" \t\r\n"u8) is { Length: 0 } or [(byte)'{', (byte)'}'] or [(byte)'n', (byte)'u', (byte)'l', (byte)'l'];

    /// <summary>Deserializes the body; null if it is not JSON of this type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="type">The metadata of the type.</param>
    public T? Deserialize<T>(JsonTypeInfo<T> type)
        where T : class => Deserialize(() => JsonSerializer.Deserialize(Body, type));

    /// <summary>Deserializes a part of a body; null if it is not JSON of this type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="part">The part.</param>
    /// <param name="type">The metadata of the type.</param>
    public static T? Deserialize<T>(JsonElement part, JsonTypeInfo<T> type)
        where T : class => Deserialize(() => part.Deserialize(type));

    /// <summary>The first non-empty string or number at one of several paths, regardless of the rest of the body; null if there is none.</summary>
    /// <param name="paths">Property names separated by dots.</param>
    internal string? FindString(IEnumerable<string> paths)
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            foreach (var path in paths)
            {
                var element = document.RootElement;
                var isFound = true;
                foreach (var name in path.Split('.'))
                {
                    isFound = element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out element);
                    if (!isFound)
                    {
                        break;
                    }
                }

                if (isFound && element.ValueKind is JsonValueKind.String or JsonValueKind.Number && element.ToString() is { Length: > 0 } value)
                {
                    return value;
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON: there is no id.
        }

        return null;
    }

    internal static async Task<ProviderResponse> ReadAsync(HttpResponseMessage response, TimeProvider time, Redaction redaction, CancellationToken cancellationToken) => new(
        response.StatusCode,
        await response.Content.ReadAsByteArrayAsync(cancellationToken),
        redaction.RedactOptional(RequestIdHeaders.Select(name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null).FirstOrDefault(id => !string.IsNullOrWhiteSpace(id))),
        response.GetRetryAfter(time))
    { Redaction = redaction };

    private static T? Deserialize<T>(Func<T?> parse)
        where T : class
    {
        try
        {
            return parse();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
