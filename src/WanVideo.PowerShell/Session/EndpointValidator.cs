namespace WanVideo.Session;

/// <summary>Validates <c>-BaseUri</c> and <c>-Proxy</c>. Requests to the base URL contain the API key, so it must be https or local.</summary>
internal static class EndpointValidator
{
    /// <summary>The base URL with a trailing slash, so that relative paths are appended to it.</summary>
    /// <exception cref="VideoException">It is not an absolute https URL, or http outside of this machine, or has more than scheme, host, port and path.</exception>
    public static Uri ValidateBaseUri(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("https" or "http"))
        {
            throw InvalidParameter($"-BaseUri '{address}' is not an absolute https URL.");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw InvalidParameter($"-BaseUri '{address.GetLeftPart(UriPartial.Path)}' would send the API key unencrypted. Use https. http is allowed for this machine only.");
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw InvalidParameter("-BaseUri has a user, a query or a fragment. Only scheme, host, port and path are allowed.");
        }

        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary>The proxy's URL. It must not contain a password, because network exceptions contain the URL.</summary>
    /// <exception cref="VideoException">It is not absolute, or contains a user.</exception>
    public static Uri ValidateProxy(Uri address) => address switch
    {
        { IsAbsoluteUri: false } => throw InvalidParameter($"-Proxy '{address}' is not an absolute URL, such as http://proxy.example:8080."),
        { UserInfo.Length: > 0 } => throw InvalidParameter("-Proxy contains a user. Use -ProxyCredential."),
        _ => address,
    };

    private static VideoException InvalidParameter(string message) => new(VideoErrorKind.InvalidParameter, message);
}
