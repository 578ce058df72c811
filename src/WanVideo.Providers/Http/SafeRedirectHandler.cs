using System.Net;
using WanVideo.Catalog;
using WanVideo.Downloading;

namespace WanVideo.Providers.Http;

/// <summary>Follows redirects of result URLs. SSRF guard: blocks redirects to private addresses, and from https to http.</summary>
internal sealed class SafeRedirectHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxRedirections = 10;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirections = 0; ; redirections++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var from = request.RequestUri!;
            var to = ResultUrl.Resolve(from, location) ?? throw CreateException(from, "redirects to an invalid URL");
            if (redirections == MaxRedirections)
            {
                throw CreateException(from, $"redirects more than {MaxRedirections} times");
            }

            if (GetBlockReason(from, to) is { } reason)
            {
                throw CreateException(from, $"redirects to {to.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}, which {reason}");
            }

            request.RequestUri = to;
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    // Loopback to loopback is allowed, for a mock server or a gateway on this machine.
    private static string? GetBlockReason(Uri from, Uri to) => to switch
    {
        { Scheme: "http" or "https", IsLoopback: true } when from.IsLoopback => null,
        { Scheme: not "https" } => "is not https",
        _ when PrivateNetwork.Contains(to) => "is a private address",
        _ => null,
    };

    private static VideoException CreateException(Uri from, string reason) =>
        new(VideoErrorKind.DownloadFailed, $"{ResultUrl.RemoveSignature(from)} {reason}. The redirect was not followed.");
}
