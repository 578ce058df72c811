namespace WanVideo.Session;

/// <summary>What may be a gateway's address. The key goes there, so it must be one that nobody on the way can read.</summary>
internal static class EndpointValidator
{
    /// <summary>The address, ending in a slash so that paths follow it.</summary>
    /// <exception cref="VideoException">It may not be one.</exception>
    public static Uri Checked(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("https" or "http"))
        {
            throw Refusal($"-BaseUri is '{address}'; an absolute https address is wanted.");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw Refusal($"-BaseUri is '{address.GetLeftPart(UriPartial.Path)}': http would show the key to everyone on the way. Use https; http is for this machine only.");
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw Refusal("-BaseUri has a user, a query or a fragment; only scheme, host, port and path may stand there.");
        }

        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary>A proxy's address. A password in it would be said in the network's own error messages.</summary>
    /// <exception cref="VideoException">It may not be one.</exception>
    public static Uri CheckedProxy(Uri address) => address switch
    {
        { IsAbsoluteUri: false } => throw Refusal($"-Proxy is '{address}'; an absolute address is wanted, such as http://proxy.example:8080."),
        { UserInfo.Length: > 0 } => throw Refusal("-Proxy has a user in it; give that as -ProxyCredential."),
        _ => address,
    };

    private static VideoException Refusal(string message) => new(VideoErrorKind.InvalidParameter, message);
}
