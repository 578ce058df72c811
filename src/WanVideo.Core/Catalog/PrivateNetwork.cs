using System.Net;

namespace WanVideo.Catalog;

/// <summary>Detects URLs that only machines on the same network can reach. Host names are not resolved: they may resolve differently at the provider.</summary>
public static class PrivateNetwork
{
    // EvoLink's page lists the first four, followed by "etc.". The others are not globally reachable by the IANA special-purpose address registries.
    private static readonly IPNetwork[] Blocks =
    [
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("::/127"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>Whether a URL's host is an address in a private network, or a name that is reserved for one.</summary>
    /// <param name="url">The URL.</param>
    public static bool Contains(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var host = url.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var ip))
        {
            ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
            return Array.Exists(Blocks, block => block.Contains(ip));
        }

        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".local", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase);
    }
}
