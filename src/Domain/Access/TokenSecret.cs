using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace GroupResults.Domain.Access;

/// <summary>
/// The text that opens the door, shown once: <c>grt_</c>, the token's id, <c>_</c>, 256 random bits in base64url. What is kept
/// is its SHA-256. That needs no salt and no stretching, for 256 random bits cannot be guessed. It is of the whole text, so
/// that a hash put into another token's row opens nothing.
/// </summary>
public sealed partial class TokenSecret
{
    /// <summary>By which a token is known for one where it must not be, such as in a commit.</summary>
    public const string Prefix = "grt_";

    public const int HashBytes = SHA256.HashSizeInBytes;

    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int SecretStart = 4 + AccessRules.IdLength + 1; // Behind the prefix, the id and a _.
    private const int Length = SecretStart + SecretLength;

    private static readonly SearchValues<char> Base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>43 characters hold two bits more than there are: these leave them at 0, as an encoder does.</summary>
    private static readonly SearchValues<char> LastCharacters = SearchValues.Create("AEIMQUYcgkosw048");

    private TokenSecret(string text) => Text = text;

    /// <summary>The secret itself: for the one who is to have it, and for nobody else, log or message.</summary>
    public string Text { get; }

    /// <summary>Of the token; no secret.</summary>
    public string Id => Text.Substring(Prefix.Length, AccessRules.IdLength);

    /// <summary>SHA-256 of <see cref="Text"/>.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    public static TokenSecret Generate()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AccessRules.IdLength / 2));
        return new TokenSecret($"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>Exactly as <see cref="Generate"/> writes it: no spaces, no padding, no other case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TokenSecret? secret)
    {
        secret = text is not null && IsWellFormed(text) ? new TokenSecret(text) : null;
        return secret is not null;
    }

    /// <summary>The text without the secrets in it: for what shows somebody what they sent, which others may read as well.</summary>
    public static string Redact(string text) =>
        text.Contains(Prefix, StringComparison.Ordinal) ? Secret().Replace(text, "${start}…") : text;

    /// <summary>Takes as long for a hash that differs at its beginning as for one that does at its end.</summary>
    public bool Matches(ReadOnlySpan<byte> storedHash)
    {
        Span<byte> text = stackalloc byte[Length];
        Span<byte> hash = stackalloc byte[HashBytes];
        Encoding.ASCII.GetBytes(Text, text);
        SHA256.HashData(text, hash);
        return CryptographicOperations.FixedTimeEquals(hash, storedHash);
    }

    /// <summary>Without the secret: fit for a log.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";

    /// <summary>Also one of which a part was cut off, or has something behind it.</summary>
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
