using System.Net;
using WanVideo.Catalog;

namespace WanVideo.Providers.Http;

/// <summary>
/// Follows where a result address leads, as object stores and their caches have it, but never to where only this machine or its network would
/// answer, and never from encryption into the clear: an address in a gateway's answer must not become a look around in the user's own house.
/// </summary>
internal sealed class SafeRedirectHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxRedirections = 10;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var hop = 0; ; hop++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var from = request.RequestUri!;
            var to = location.IsAbsoluteUri ? location : new Uri(from, location);
            if (hop == MaxRedirections)
            {
                throw Refusal(from, $"leads on and on: {MaxRedirections} times to another address, and never to a video");
            }

            if (GetBlockReason(from, to) is { } reason)
            {
                throw Refusal(from, $"leads to {to.GetLeftPart(UriPartial.Authority)}, {reason}");
            }

            request.RequestUri = to;
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    // What is on this machine may lead to this machine: a mock server, a gateway that the user runs.
    private static string? GetBlockReason(Uri from, Uri to) => to switch
    {
        { Scheme: "http" or "https", IsLoopback: true } when from.IsLoopback => null,
        { Scheme: not "https" } => "which is not https",
        _ when PrivateNetwork.Contains(to) => "which only this machine or its network can reach",
        _ => null,
    };

    private static VideoException Refusal(Uri from, string what) =>
        new(VideoErrorKind.DownloadFailed, $"The video's address {from.GetLeftPart(UriPartial.Path)} {what}. It was not followed.");
}
