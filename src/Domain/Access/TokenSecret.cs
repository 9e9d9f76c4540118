using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace GroupResults.Domain.Access;

/// <summary>
/// The secret that a client sends: <c>grt_</c>, the token's id, <c>_</c>, and 256 random bits in base64url. Only its
/// SHA-256 is stored. Salting and stretching are not needed, because 256 random bits cannot be guessed. The hash covers the
/// whole text, so a hash copied to another token's row matches nothing.
/// </summary>
public sealed partial class TokenSecret
{
    /// <summary>Lets secret scanners recognise a leaked token.</summary>
    public const string Prefix = "grt_";

    public const int HashBytes = SHA256.HashSizeInBytes;

    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int SecretStart = 4 + AccessRules.IdLength + 1; // After the prefix, the id and a _.
    private const int Length = SecretStart + SecretLength;

    private static readonly SearchValues<char> Base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>
    /// 43 base64url characters encode 258 bits for 256; an encoder leaves the last two bits 0, which allows only these last
    /// characters.
    /// </summary>
    private static readonly SearchValues<char> LastCharacters = SearchValues.Create("AEIMQUYcgkosw048");

    private TokenSecret(string text) => Text = text;

    /// <summary>The full secret. It must never be logged or appear in a message.</summary>
    public string Text { get; }

    /// <summary>The token's id; not secret.</summary>
    public string Id => Text.Substring(Prefix.Length, AccessRules.IdLength);

    /// <summary>SHA-256 of <see cref="Text"/>.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    public static TokenSecret Generate()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AccessRules.IdLength / 2));
        return new TokenSecret($"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>Accepts only the exact form that <see cref="Generate"/> writes: no spaces, no padding, no other case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TokenSecret? secret)
    {
        secret = text is not null && IsWellFormed(text) ? new TokenSecret(text) : null;
        return secret is not null;
    }

    /// <summary>Removes secrets from a text that echoes a client's input, because others may read it as well.</summary>
    public static string Redact(string text) =>
        text.Contains(Prefix, StringComparison.Ordinal) ? Secret().Replace(text, "${start}…") : text;

    /// <summary>Compares in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> storedHash)
    {
        Span<byte> text = stackalloc byte[Length];
        Span<byte> hash = stackalloc byte[HashBytes];
        Encoding.ASCII.GetBytes(Text, text);
        SHA256.HashData(text, hash);
        return CryptographicOperations.FixedTimeEquals(hash, storedHash);
    }

    /// <summary>Omits the secret, so it may be logged.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";

    /// <summary>Also matches a secret that is truncated or followed by other characters.</summary>
    [GeneratedRegex("(?<start>grt_[0-9a-f]{16}_)[A-Za-z0-9_-]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    private static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.Length == Length
        && text.StartsWith(Prefix)
        && AccessRules.IsId(text.Slice(Prefix.Length, AccessRules.IdLength))
        && text[SecretStart - 1] == '_'
        && !text[SecretStart..].ContainsAnyExcept(Base64UrlCharacters)
        && LastCharacters.Contains(text[^1]);
}
