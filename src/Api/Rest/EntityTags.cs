using System.Globalization;
using GroupResults.Api.Http;
using GroupResults.Domain.Pushes;
using Microsoft.Net.Http.Headers;
using VersionedCache;

namespace GroupResults.Api.Rest;

/// <summary>Entity tags: a push's incarnation, the epoch and counter of its last change, its version, and the form of the bytes.</summary>
internal static class EntityTags
{
    /// <summary>Strong: equal tags mean equal bytes.</summary>
    internal static string Of(PushHead head, ContentCoding coding)
    {
        var form = ContentNegotiation.NameOf(coding);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"{head.Incarnation.Value:x16}-{head.Stamp.Epoch.Value:x16}-{head.Stamp.Counter}-{head.Version}{(form is null ? "" : "-")}{form}\"");
    }

    /// <summary>Whether the client says which answers it has.</summary>
    internal static bool AreSent(HttpRequest request) => request.Headers.IfNoneMatch.Count > 0;

    /// <summary>Whether If-None-Match lists the tag, compared weakly, or is <c>*</c>.</summary>
    internal static bool IsKnown(HttpRequest request, string tag)
    {
        var conditions = request.Headers.IfNoneMatch;
        if (conditions.Count == 1 && conditions[0] == tag) return true; // Most clients send one.
        if (conditions.Count == 0 || !EntityTagHeaderValue.TryParseList(conditions, out var known)) return false;
        var current = new EntityTagHeaderValue(tag);
        return known.Any(entry => entry.Equals(EntityTagHeaderValue.Any) || entry.Compare(current, useStrongComparison: false));
    }
}
