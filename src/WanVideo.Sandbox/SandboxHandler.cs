namespace WanVideo.Sandbox;

/// <summary>Connects an HTTP client to a sandbox in the same process.</summary>
/// <param name="server">The sandbox.</param>
public sealed class SandboxHandler(SandboxServer server) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await server.HandleAsync(request, cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}
