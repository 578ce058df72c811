using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WanVideo.Providers.Http;

/// <summary>What a gateway answered, whole.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="RequestId">The gateway's name for the request.</param>
/// <param name="RetryAfter">How long the gateway asked to be left alone.</param>
public sealed record ProviderResponse(HttpStatusCode Status, byte[] Body, string? RequestId, TimeSpan? RetryAfter)
{
    // New API servers, EvoLink's among them, use either name.
    private static readonly string[] RequestIdHeaders = ["x-request-id", "x-oneapi-request-id"];

    /// <summary>Whether the status is one of success. A body may say otherwise.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>How the body begins, for an error that must say what is not understood.</summary>
    public string BodyExcerpt
    {
        get
        {
            const int Shown = 120;
            var text = Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, Shown)).ReplaceLineEndings(" ").Trim();
            return text.Length == 0 ? " with an empty body" : $", beginning '{text}'";
        }
    }

    /// <summary>Whether the body is empty, or JSON that says nothing: <c>null</c> or an object without members.</summary>
    public bool IsEmpty => Body.AsSpan().Trim(" \t\r\n"u8) is { Length: 0 } or [(byte)'{', (byte)'}'] or [(byte)'n', (byte)'u', (byte)'l', (byte)'l'];

    /// <summary>The body as JSON of some shape; null if it is none.</summary>
    /// <typeparam name="T">The shape.</typeparam>
    /// <param name="type">How the shape is read.</param>
    public T? Deserialize<T>(JsonTypeInfo<T> type)
        where T : class => Deserialize(() => JsonSerializer.Deserialize(Body, type));

    /// <summary>A part of an answer as JSON of some shape; null if it is none.</summary>
    /// <typeparam name="T">The shape.</typeparam>
    /// <param name="part">The part.</param>
    /// <param name="type">How the shape is read.</param>
    public static T? Deserialize<T>(JsonElement part, JsonTypeInfo<T> type)
        where T : class => Deserialize(() => part.Deserialize(type));

    internal static async Task<ProviderResponse> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken) => new(
        response.StatusCode,
        await response.Content.ReadAsByteArrayAsync(cancellationToken),
        RequestIdHeaders.Select(name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null).FirstOrDefault(id => id is not null),
        WanVideo.RetryAfter.Of(response, time));

    private static T? Deserialize<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
