using System.Net.Http.Headers;

namespace WanVideo.Providers.Http;

/// <summary>Sends the API key to the result URLs that require it, and removes it from any other request, such as a redirected one.</summary>
internal sealed class ResultKeyHandler(string? apiKey, Func<Uri, bool> requiresApiKey, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = apiKey is not null && requiresApiKey(request.RequestUri!) ? new AuthenticationHeaderValue("Bearer", apiKey) : null;
        return base.SendAsync(request, cancellationToken);
    }
}
