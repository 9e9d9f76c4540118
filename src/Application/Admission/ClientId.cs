namespace GroupResults.Application.Admission;

/// <summary>The client that a request counts for: its token, or its address if it has no valid token. Costs no allocation.</summary>
/// <param name="TokenId">Null for a client without a valid token.</param>
/// <param name="Network">An IPv4 address, or the first 64 bits of an IPv6 address: a site or a household has those in common.</param>
public readonly record struct ClientId(string? TokenId, UInt128 Network)
{
    public bool HasToken => TokenId is not null;
}
