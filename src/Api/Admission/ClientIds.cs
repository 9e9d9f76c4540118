using System.Buffers.Binary;
using System.Net;
using GroupResults.Api.Access;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>Determines the client that a request counts against.</summary>
internal static class ClientIds
{
    private const int AddressBytes = 16;
    private const int HostBits = 64;
    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    internal static ClientId Of(Caller caller, IPAddress? address) =>
        caller.Token is { } id ? new ClientId(id, Network: 0) : new ClientId(TokenId: null, NetworkOf(address));

    private static UInt128 NetworkOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[AddressBytes];
        if (address is null || !address.TryWriteBytes(bytes, out var length)) return 0;
        if (length < AddressBytes) return MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return address.IsIPv4MappedToIPv6 ? value : value >> HostBits << HostBits;
    }
}
