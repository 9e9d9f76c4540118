using System.Globalization;
using GroupResults.Application.Caching;
using VersionedCache;

namespace GroupResults.Api.Http;

/// <summary>The Cache-Status header (RFC 9211).</summary>
internal static class CacheStatus
{
    internal static string Describe(AnswerProvenance provenance, DateTimeOffset now)
    {
        if (provenance.Outcome is CacheOutcome.Miss) return "GroupResults; fwd=miss; stored";
        var seconds = Math.Max(0, (long)(provenance.ExpiresAt - now).TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"GroupResults; hit; ttl={seconds}");
    }
}
