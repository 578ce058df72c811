using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace WanVideo.Providers.Http;

/// <summary>A response of a gateway, with its complete body.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body in UTF-8.</param>
/// <param name="RequestId">The gateway's id of the request; null without one.</param>
/// <param name="RetryAfter">The delay of the Retry-After header; null without one.</param>
public sealed record ProviderResponse(HttpStatusCode Status, byte[] Body, string? RequestId, TimeSpan? RetryAfter)
{
    // New API servers, EvoLink's included, use one of the first two, and fal the third.
    private static readonly string[] RequestIdHeaders = ["x-request-id", "x-oneapi-request-id", "x-fal-request-id"];

    private ResponseValue? json;

    /// <summary>Whether the status is 2xx. The body may contain an error nevertheless.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The start of the body, for the message of a response that cannot be parsed. The API key of the connection and the signatures of URLs are redacted, and control characters are replaced.</summary>
    public string BodyExcerpt
    {
        get
        {
            const int MaxLength = 120;

            // Redacted before it is shortened: a part of the key would not be recognized.
            var text = Redaction.RedactMessage(Encoding.UTF8.GetString(Body)).Trim();
            if (text.Length > MaxLength)
            {
                text = text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
            }

            return text.Length == 0 ? " with an empty body" : $", starting with '{text}'";
        }
    }

    /// <summary>Whether the body is a web page.</summary>
    public bool IsHtml => "text/html".Equals(MediaType, StringComparison.OrdinalIgnoreCase) && Body.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'<', ..];

    /// <summary>The media type of the body, without parameters; null if it is not known.</summary>
    internal string? MediaType { get; init; }

    /// <summary>The URL of the request; null if it is not known.</summary>
    internal Uri? RequestUri { get; init; }

    /// <summary>The headers; null if there are none.</summary>
    internal HttpResponseHeaders? Headers { get; init; }

    /// <summary>Redacts the API key of the connection.</summary>
    internal Redaction Redaction { get; init; } = Redaction.None;

    /// <summary>Whether the JSON of the body is <c>null</c> or an object without members.</summary>
    public bool IsEmpty => Body.AsSpan().Trim(" \t\r\n"u8) is [(byte)'{', (byte)'}'] or [(byte)'n', (byte)'u', (byte)'l', (byte)'l'];

    /// <summary>The JSON of the body. It does not exist if the body is not JSON.</summary>
    public ResponseValue Json => json ??= ResponseValue.Parse(Body);

    internal static async Task<ProviderResponse> ReadAsync(HttpResponseMessage response, TimeProvider time, Redaction redaction, CancellationToken cancellationToken) => new(
        response.StatusCode,
        TextDecoder.ToUtf8(await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Content.Headers.ContentType),
        redaction.RedactOptional(RequestIdHeaders.Select(name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null).FirstOrDefault(id => !string.IsNullOrWhiteSpace(id))),
        response.GetRetryAfter(time))
    {
        Redaction = redaction,
        MediaType = response.Content.Headers.ContentType?.MediaType,
        RequestUri = response.RequestMessage?.RequestUri,
        Headers = response.Headers,
    };
}
