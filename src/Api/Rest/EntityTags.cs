using System.Globalization;
using GroupResults.Api.Http;
using GroupResults.Domain.Pushes;
using VersionedCache;

namespace GroupResults.Api.Rest;

/// <summary>
/// Entity tags: a push's incarnation, the epoch and counter of the last change of its results, the version that it made, and the form of
/// the bytes.
/// </summary>
internal static class EntityTags
{
    /// <summary>Strong: equal tags mean equal bytes.</summary>
    internal static string Of(PushHead head, ContentCoding coding)
    {
        var form = ContentNegotiation.NameOf(coding);
        var (version, (epoch, counter)) = head.Results;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"{head.Incarnation.Value:x16}-{epoch.Value:x16}-{counter}-{version}{(form is null ? "" : "-")}{form}\"");
    }
}
