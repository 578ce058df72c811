namespace WanVideo.Sandbox;

/// <summary>Answers a client's requests from a sandbox in the same process, without a network.</summary>
/// <param name="gateway">The sandbox.</param>
public sealed class SandboxHandler(SandboxServer gateway) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await gateway.HandleAsync(request, cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}
