using System.Net;

namespace WanVideo.Providers.Http;

/// <summary>What a gateway answered, whole.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="RequestId">The gateway's name for the request.</param>
/// <param name="RetryAfter">How long the gateway asked to be left alone.</param>
internal sealed record GatewayAnswer(HttpStatusCode Status, byte[] Body, string? RequestId, TimeSpan? RetryAfter)
{
    // New API servers, EvoLink's among them, use either name.
    private static readonly string[] RequestIdHeaders = ["x-request-id", "x-oneapi-request-id"];

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public static async Task<GatewayAnswer> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken) => new(
        response.StatusCode,
        await response.Content.ReadAsByteArrayAsync(cancellationToken),
        RequestIdHeaders.Select(name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null).FirstOrDefault(id => id is not null),
        Wait(response, time));

    private static TimeSpan? Wait(HttpResponseMessage response, TimeProvider time)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
