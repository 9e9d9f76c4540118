using System.Buffers.Binary;
using System.Net;
using GroupResults.Api.Access;

namespace GroupResults.Api.Admission;

/// <summary>The client that a request counts for: its token, or its address where it has no valid token. Costs no allocation.</summary>
/// <param name="TokenId">Null for a client without a valid token.</param>
/// <param name="Network">An IPv4 address, or the first 64 bits of an IPv6 address: a site or a household has those in common.</param>
internal readonly record struct ClientKey(string? TokenId, UInt128 Network)
{
    private const int AddressBytes = 16;
    private const int HostBits = 64;
    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    internal bool HasToken => TokenId is not null;

    internal static ClientKey Of(Caller caller, IPAddress? address) =>
        caller.Token is { } id ? new ClientKey(id, Network: 0) : new ClientKey(TokenId: null, NetworkOf(address));

    private static UInt128 NetworkOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[AddressBytes];
        if (address is null || !address.TryWriteBytes(bytes, out var length)) return 0;
        if (length < AddressBytes) return MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return address.IsIPv4MappedToIPv6 ? value : value >> HostBits << HostBits;
    }
}
