namespace GroupResults.Application.Admission;

/// <summary>
/// Names a client where clients share something: by its token, else by its address. Made for each request, so it holds no text of its own.
/// </summary>
/// <param name="Token">The token's id; null without a valid one.</param>
/// <param name="Network">The IPv4 address, or the /64 network of an IPv6 address, which a site or a household has in common.</param>
public readonly record struct ClientId(string? Token, ulong Network)
{
    /// <summary>The service itself.</summary>
    public static ClientId Service => default;
}
