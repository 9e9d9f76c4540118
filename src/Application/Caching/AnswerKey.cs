using System.Globalization;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Caching;

/// <summary>What an answer tells of its push.</summary>
public enum AnswerKind
{
    ResultMap,
    ResultCounts,
}

/// <summary>The form of an answer's bytes: HTTP's content codings.</summary>
public enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>
/// Names the bytes of one answer. Invariant: what is stored under a key never changes, because the version rises with
/// every change of the push and the incarnation keeps versions of different lives of a push apart. An answer found
/// under the key of the head that was read is therefore right; whatever else is stored is dead, and at worst in the way.
/// </summary>
public readonly record struct AnswerKey(PushKey Push, Incarnation Incarnation, long Version, AnswerKind Kind, ContentCoding Coding)
{
    /// <summary>The layout of the cached bytes. A change of layout raises it; old entries expire by themselves.</summary>
    private const string Prefix = "group_results:v3";

    public static AnswerKey For(PushHead head, AnswerKind kind, ContentCoding coding) =>
        new(head.Push, head.Incarnation, head.Version, kind, coding);

    /// <summary><c>group_results:v3:{incarnation}:{repository}:{revision}:{version}:{form}</c></summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}:{Incarnation}:{Push.Repository}:{Push.Revision}:{Version}:{Form}");

    private string Form => (Kind, Coding) switch
    {
        (AnswerKind.ResultMap, ContentCoding.Identity) => "map",
        (AnswerKind.ResultMap, ContentCoding.Gzip) => "map.gzip",
        (AnswerKind.ResultMap, ContentCoding.Brotli) => "map.br",
        (AnswerKind.ResultCounts, ContentCoding.Identity) => "counts",
        (AnswerKind.ResultCounts, ContentCoding.Gzip) => "counts.gzip",
        (AnswerKind.ResultCounts, ContentCoding.Brotli) => "counts.br",
        _ => throw new InvalidOperationException($"No form is named for {Kind} in {Coding}."),
    };
}
