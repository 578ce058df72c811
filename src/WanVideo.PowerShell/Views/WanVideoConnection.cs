namespace WanVideo;

/// <summary>A connection to a gateway. It does not contain the API key.</summary>
/// <param name="Name">The name, as in <c>-Connection</c>.</param>
/// <param name="Provider">The gateway.</param>
/// <param name="BaseUri">The base URL.</param>
/// <param name="Account">A short digest of the API key, as in <see cref="VideoTask.Account"/>; empty without a key.</param>
/// <param name="ApiKeySource">The source of the API key: <c>-ApiKey</c> or the name of an environment variable; null if the gateway needs no key.</param>
/// <param name="IsDefault">Whether commands without <c>-Connection</c> use this connection.</param>
public sealed record WanVideoConnection(string Name, string Provider, Uri BaseUri, string Account, string? ApiKeySource, bool IsDefault)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
