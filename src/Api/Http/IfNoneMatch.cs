using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace GroupResults.Api.Http;

/// <summary>The condition If-None-Match: the entity tags of the answers that the client has.</summary>
internal static class IfNoneMatch
{
    /// <summary>Whether the condition lists the tag, compared weakly, or is <c>*</c>.</summary>
    internal static bool Lists(StringValues condition, string tag)
    {
        if (condition.Count == 1 && condition[0] == tag) return true; // Most clients send one.
        if (condition.Count == 0 || !EntityTagHeaderValue.TryParseList(condition, out var known)) return false;
        var current = EntityTagHeaderValue.Parse(tag);
        return known.Any(entry => entry.Equals(EntityTagHeaderValue.Any) || entry.Compare(current, useStrongComparison: false));
    }
}
