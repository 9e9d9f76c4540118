using System.Globalization;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>What an answer tells of its push.</summary>
public readonly record struct AnswerContent
{
    private const string ActiveResponse = "response.active";
    private const string StableResponse = "response.stable";

    private readonly UInt128 _query;

    private AnswerContent(string name, UInt128 query = default)
    {
        Name = name;
        _query = query;
    }

    public static AnswerContent ResultMap { get; } = new("map");

    public static AnswerContent ResultCounts { get; } = new("counts");

    /// <summary>Those that every push has.</summary>
    internal static IReadOnlyList<AnswerContent> Parts { get; } = [ResultMap, ResultCounts];

    /// <summary>The whole response to a query.</summary>
    public bool IsResponse => _query != default;

    internal bool IsActiveResponse => IsResponse && Name == ActiveResponse;

    private string Name { get; }

    /// <summary>The whole response to one query, which tells of a push's stability too.</summary>
    /// <param name="query">
    /// A cryptographic hash of all that the response depends on beside the push: whoever could make two queries collide
    /// would choose what others read.
    /// </param>
    public static AnswerContent Response(UInt128 query, PushStability stability) =>
        new(stability is PushStability.Stable ? StableResponse : ActiveResponse, query);

    /// <summary>As it stands in the key.</summary>
    public override string ToString() =>
        _query == default ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}.{_query:x32}");
}

/// <summary>
/// Names the bytes of one answer. Invariant: what is stored under a key never changes, because the version rises with
/// every change of the push, the incarnation keeps versions of different lives of a push apart, and the epoch those of
/// different histories of the database. An answer found under the key of the head that was read is therefore right;
/// whatever else is stored is dead, and at worst in the way.
/// </summary>
public readonly record struct AnswerKey(
    PushKey Push, Incarnation Incarnation, Epoch Epoch, long Version, AnswerContent Content, ContentCoding Coding)
{
    /// <summary>The layout of the cached bytes. A change of layout raises it; old entries expire by themselves.</summary>
    private const string Prefix = "group_results:v4";

    public static AnswerKey For(PushHead head, AnswerContent content, ContentCoding coding) =>
        new(head.Push, head.Incarnation, head.Stamp.Epoch, head.Version, content, coding);

    /// <summary><c>group_results:v4:{incarnation}:{repository}:{revision}:{epoch}:{version}:{form}</c></summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}:{Incarnation}:{Push.Repository}:{Push.Revision}:{Epoch}:{Version}:{Content}{Suffix}");

    private string Suffix => Coding switch
    {
        ContentCoding.Gzip => ".gzip",
        ContentCoding.Brotli => ".br",
        _ => "",
    };
}
