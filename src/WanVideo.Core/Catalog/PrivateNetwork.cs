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
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("::/96"),
        IPNetwork.Parse("64:ff9b:1::/48"),
        IPNetwork.Parse("100::/64"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("fec0::/10"),
        IPNetwork.Parse("ff00::/8"),
    ];

    // IPv6 addresses that a translator or tunnel maps to the IPv4 address at this byte: NAT64 (RFC 6052) and 6to4 (RFC 3056).
    private static readonly (IPNetwork Block, int Offset)[] EmbeddedIPv4 = [(IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("2002::/16"), 2)];

    /// <summary>Whether a URL's host is an address in a private network, or a name that is reserved for one.</summary>
    /// <param name="url">The URL.</param>
    public static bool Contains(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var host = url.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var ip))
        {
            ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
            return Array.Exists(Blocks, block => block.Contains(ip))
                || Array.Exists(EmbeddedIPv4, embedded => embedded.Block.Contains(ip) && Array.Exists(Blocks, block => block.Contains(new IPAddress(ip.GetAddressBytes().AsSpan(embedded.Offset, 4)))));
        }

        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".local", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase);
    }
}
