using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>
/// Which addresses may be called. Merchants write them, so without it each of them could use the gateway to knock on
/// doors of the operator's own network (protocol 6.33, 6.34).
/// </summary>
internal sealed class OutboundAddressPolicy
{
    // The registries of special-purpose addresses (RFC 6890 and its successors).
    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),

        // Looks public, but inside Azure it is the host that hands out a machine's settings.
        IPNetwork.Parse("168.63.129.16/32"),

        // Within the global range of IPv6: Teredo and the other special ones, documentation, 6to4.
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("3fff::/20"),
    ];

    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    // In a network without IPv4 every IPv4 host is seen under this prefix.
    private static readonly IPNetwork TranslatedIPv4 = IPNetwork.Parse("64:ff9b::/96");

    private readonly NotificationOptions options;
    private readonly IPNetwork[] exceptions;

    /// <exception cref="InvalidOperationException">What the options call a network is none.</exception>
    public OutboundAddressPolicy(NotificationOptions options)
    {
        this.options = options;
        exceptions = [.. options.AllowedNetworks.Select(ReadNetwork)];
    }

    /// <summary>
    /// Whether this merchant's calls must stay outside. Sandbox merchants are developers, whose servers run on their
    /// own machines.
    /// </summary>
    public static bool IsGuarded(MerchantId merchant) => merchant.Environment is GatewayEnvironment.Production;

    /// <summary>
    /// What can be seen from the address itself. Where its name leads is seen by <see cref="ConnectAsync"/> only.
    /// </summary>
    public bool MayCall(Uri address, bool isGuarded)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            return false;
        }

        // No authentication header is ever sent (protocol 6.3), so credentials would be dropped without a word.
        if (address.UserInfo.Length > 0)
        {
            return false;
        }

        return !isGuarded
            || (options.AllowedSchemes.Contains(address.Scheme) && options.AllowedPorts.Contains(address.Port));
    }

    /// <summary>Whether a guarded call may connect to it: it is public, or the operator made an exception.</summary>
    public bool MayReach(IPAddress address)
    {
        var plain = Plain(address);
        return IsPublic(plain) || exceptions.Any(network => network.Contains(plain));
    }

    /// <summary>
    /// Opens guarded connections. The addresses that were checked are the ones connected to, so neither a redirect nor
    /// a name that resolves differently the second time gets around it.
    /// </summary>
    /// <exception cref="ForbiddenException">The name leads to no address that may be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var host = context.DnsEndPoint.Host;
        IPAddress[] found = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancel);
        IPAddress[] allowed = [.. found.Where(MayReach)];
        if (allowed.Length == 0)
        {
            throw new ForbiddenException(host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsPublic(IPAddress plain)
    {
        if (plain.AddressFamily is AddressFamily.InterNetworkV6 && !GlobalIPv6.Contains(plain))
        {
            return false;
        }

        return !NotPublic.Any(network => network.Contains(plain));
    }

    // An IPv4 address within an IPv6 one leads to the same host, and so it meets the same answer.
    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return TranslatedIPv4.Contains(address)
            ? new IPAddress(address.GetAddressBytes().AsSpan(12))
            : address;
    }

    // Taken as it is written and in no other way: 10.20/16 would be 10.0.0.0/16, and 010.0.0.0/8 be 8.0.0.0/8. One
    // that hides IPv4 in IPv6 would fit nothing.
    private static IPNetwork ReadNetwork(string text)
    {
        var isOne = IPNetwork.TryParse(text, out var network)
            && network.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)
            && Plain(network.BaseAddress).Equals(network.BaseAddress);
        return isOne ? network : throw new InvalidOperationException(
            $"Notifications.AllowedNetworks: \"{text}\" is not written like 10.20.0.0/16 or fd12:3456::/32, with "
            + "nothing but zeros behind the prefix.");
    }

    /// <summary>Says so from inside the HTTP stack, which wraps it once.</summary>
    internal sealed class ForbiddenException(string host) : Exception($"{host} leads to no address we may call.");
}
