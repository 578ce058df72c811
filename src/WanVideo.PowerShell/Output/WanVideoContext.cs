namespace WanVideo;

/// <summary>A connection to a gateway, without its key.</summary>
/// <param name="Provider">The gateway.</param>
/// <param name="BaseUri">Its address.</param>
/// <param name="ApiKeySource">Where the key came from: <c>-ApiKey</c> or the name of an environment variable; null if none is needed.</param>
/// <param name="IsDefault">Whether commands that name no <c>-Provider</c> use it.</param>
public sealed record WanVideoContext(string Provider, Uri BaseUri, string? ApiKeySource, bool IsDefault);
