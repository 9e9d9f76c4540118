using System.Globalization;
using GroupResults.Api.Http;
using GroupResults.Domain.Pushes;
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
}
