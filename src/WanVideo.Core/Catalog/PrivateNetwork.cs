using System.Net;

namespace WanVideo.Catalog;

/// <summary>Addresses that only a machine on the same network can reach. Names are not looked up: what they stand for here may differ from what they stand for at the gateway.</summary>
public static class PrivateNetwork
{
    // EvoLink's page names the first four "etc."; the rest are the other blocks that the IANA registries of special-purpose addresses
    // mark as not globally reachable.
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

    /// <summary>Whether the host of an address is in a private network.</summary>
    /// <param name="address">The address.</param>
    public static bool Contains(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var host = address.IdnHost.TrimEnd('.');
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
