namespace WanVideo;

/// <summary>A connection to a gateway. It does not contain the API key.</summary>
/// <param name="Provider">The gateway.</param>
/// <param name="BaseUri">The base URL.</param>
/// <param name="ApiKeySource">The source of the API key: <c>-ApiKey</c> or the name of an environment variable; null if the gateway needs no key.</param>
/// <param name="IsDefault">Whether commands without <c>-Provider</c> use this connection.</param>
public sealed record WanVideoContext(string Provider, Uri BaseUri, string? ApiKeySource, bool IsDefault);
