using System.Net;
using System.Net.Http.Headers;

namespace WanVideo.Providers.Http;

/// <summary>Sends requests to result URLs. Not an HttpClient, whose HttpMessageInvoker.SendAsync buffers the whole video.</summary>
internal sealed class MediaClient(HttpMessageHandler handler, ProductInfoHeaderValue userAgent) : HttpMessageInvoker(handler, disposeHandler: false)
{
    public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.UserAgent.Add(userAgent);
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        return base.SendAsync(request, cancellationToken);
    }
}
