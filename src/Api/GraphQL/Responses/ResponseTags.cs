using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GroupResults.Application.Caching;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>
/// Entity tags of whole responses. A tag is a hash of the key's text, so it covers all that the response depends on, whatever the key
/// consists of. Weak: <c>extensions.cache</c> says how this very request was answered.
/// </summary>
internal static class ResponseTags
{
    private const int TagBytes = 16;

    /// <summary>One tag for all codings.</summary>
    internal static string Of(CacheKey<PushVersion> key)
    {
        var text = (key with { Coding = ContentCoding.Identity }).ToString();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return $"W/\"{Base64Url.EncodeToString(hash[..TagBytes])}\"";
    }
}
