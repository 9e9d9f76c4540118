using System.Net;
using System.Net.Sockets;

namespace GroupResults.Api.Access;

/// <summary>Whom a request counts for where clients share something: its token, or its address where it has no valid one.</summary>
internal static class ClientKey
{
    /// <summary>A site or a household has that many bytes of an IPv6 address in common.</summary>
    private const int NetworkBytes = 8;

    internal static string Of(Caller caller, IPAddress? address) => caller.Token?.Id ?? Of(address);

    private static string Of(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily is AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address.ToString();
    }
}
