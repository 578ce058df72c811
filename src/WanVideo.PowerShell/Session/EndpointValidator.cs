namespace WanVideo.Session;

/// <summary>Validates <c>-BaseUri</c> and <c>-Proxy</c>. Requests to the base URL contain the API key, so it must be https or local.</summary>
internal static class EndpointValidator
{
    /// <summary>The base URL with a trailing slash, so that relative paths are appended to it.</summary>
    /// <exception cref="VideoException">It is not an absolute https URL, or http outside of this machine, or has more than scheme, host, port and path.</exception>
    public static Uri ValidateBaseUri(Uri baseUri)
    {
        if (!baseUri.IsAbsoluteUri || baseUri.Scheme is not ("https" or "http"))
        {
            throw CreateInvalidParameterException($"-BaseUri '{baseUri}' is not an absolute https URL.");
        }

        if (baseUri.Scheme == Uri.UriSchemeHttp && !baseUri.IsLoopback)
        {
            throw CreateInvalidParameterException($"-BaseUri '{baseUri.GetLeftPart(UriPartial.Path)}' would send the API key unencrypted. Use https. http is allowed for this machine only.");
        }

        if (baseUri.UserInfo.Length > 0 || baseUri.Query.Length > 0 || baseUri.Fragment.Length > 0)
        {
            throw CreateInvalidParameterException("-BaseUri has a user, a query or a fragment. Only scheme, host, port and path are allowed.");
        }

        return baseUri.AbsoluteUri.EndsWith('/') ? baseUri : new Uri(baseUri.AbsoluteUri + "/");
    }

    // Those of SocketsHttpHandler.
    private static readonly string[] ProxySchemes = ["http", "https", "socks4", "socks4a", "socks5"];

    /// <summary>The proxy's URL. It must not contain a password, because network exceptions contain the URL.</summary>
    /// <exception cref="VideoException">It is not absolute, its scheme is not that of a proxy, or it contains a user.</exception>
    public static Uri ValidateProxy(Uri proxy) => proxy switch
    {
        // "proxy.example:8080" is an absolute URL, whose scheme is the name of the host.
        _ when !proxy.IsAbsoluteUri || !ProxySchemes.Contains(proxy.Scheme) => throw CreateInvalidParameterException($"-Proxy '{(proxy.IsAbsoluteUri && proxy.UserInfo.Length > 0 ? proxy.Scheme : proxy)}' is not an absolute URL of a proxy, such as http://proxy.example:8080."),
        { UserInfo.Length: > 0 } => throw CreateInvalidParameterException("-Proxy contains a user. Use -ProxyCredential."),
        _ => proxy,
    };

    private static VideoException CreateInvalidParameterException(string message) => new(VideoErrorKind.InvalidParameter, message);
}
