namespace WanVideo.Sandbox;

/// <summary>A gateway's side of its wire protocol.</summary>
internal interface IProtocol
{
    /// <summary>The answer; null if the request is not for this protocol.</summary>
    Task<HttpResponseMessage?> TryAnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken);
}
