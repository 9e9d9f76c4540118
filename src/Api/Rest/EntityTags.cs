using System.Globalization;
using GroupResults.Api.Http;
using GroupResults.Domain.Pushes;
using Microsoft.Net.Http.Headers;
using VersionedCache;

namespace GroupResults.Api.Rest;

/// <summary>Entity tags that name a push's incarnation, the change that made its version, the version, and the form of the bytes.</summary>
internal static class EntityTags
{
    /// <summary>Strong: equal tags mean equal bytes.</summary>
    internal static string Of(PushHead head, ContentCoding coding)
    {
        var form = ContentNegotiation.NameOf(coding);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"{head.Incarnation}-{head.Stamp.Epoch}-{head.Stamp.Counter}-{head.Version}{(form is null ? "" : "-")}{form}\"");
    }

    /// <summary>Whether the client has an answer already, and says which.</summary>
    internal static bool AreSent(HttpRequest request) => request.Headers.IfNoneMatch.Count > 0;

    /// <summary>If-None-Match: one of a list, weakly compared, or <c>*</c>.</summary>
    internal static bool IsKnown(HttpRequest request, string tag)
    {
        var conditions = request.Headers.IfNoneMatch;
        if (conditions.Count == 1 && conditions[0] == tag) return true; // What most clients send.
        if (conditions.Count == 0 || !EntityTagHeaderValue.TryParseList(conditions, out var known)) return false;
        var current = new EntityTagHeaderValue(tag);
        return known.Any(entry => entry.Equals(EntityTagHeaderValue.Any) || entry.Compare(current, useStrongComparison: false));
    }
}
