using System.Globalization;
using GroupResults.Domain.Pushes;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>
/// A push at one version, as the cache tells versions apart: by incarnation, epoch and version, which together never name two contents
/// (<see cref="PushHead"/>). What depends on results alone has the version of their last change, which other facts leave as it is.
/// What consults other pushes has the stamp of the repository, too, which covers all of them. A part is always kept under the same of the three.
/// </summary>
public readonly struct PushVersion : IVersion<PushVersion, PushKey>
{
    /// <summary>The layout of the cached bytes. A change of layout raises it; old entries expire by themselves.</summary>
    private const string Layout = "group_results:v4";

    private readonly bool _isOfResults;

    /// <summary>The version of everything that is stored for the push.</summary>
    public PushVersion(PushHead head)
        : this(head, isOfResults: false)
    {
    }

    private PushVersion(PushHead head, bool isOfResults)
    {
        Head = head;
        _isOfResults = isOfResults;
    }

    /// <summary>The version of the push's results.</summary>
    public static PushVersion OfResults(PushHead head) => new(head, isOfResults: true);

    public PushHead Head { get; }

    public PushKey Subject => Head.Push;

    private (Epoch Epoch, long Version) Place => PlaceOf(Head);

    private ChangeStamp? Repository => _isOfResults ? null : Head.Repository;

    /// <summary>The same of another head of the push: of everything or of the results.</summary>
    public PushVersion At(PushHead head) => new(head, _isOfResults);

    /// <summary>By what this version is of: a version of results is held against the results of the other.</summary>
    public bool IsAtLeast(PushVersion other) => IsComparable(other) && Place.Version >= PlaceOf(other.Head).Version
        && (other.Repository is not { } needed || (Repository is { } reached && reached.Epoch == needed.Epoch && reached.Counter >= needed.Counter));

    public bool IsComparableTo(PushVersion other) => IsComparable(other) && Repository?.Epoch == other.Repository?.Epoch;

    public bool Equals(PushVersion other) =>
        _isOfResults == other._isOfResults && Repository == other.Repository && Place.Version == other.Place.Version && IsComparable(other);

    public override bool Equals(object? obj) => obj is PushVersion other && Equals(other);

    /// <summary>The incarnation is 64 random bits: the names add nothing.</summary>
    public override int GetHashCode() => HashCode.Combine(Head.Incarnation, Place.Epoch, Place.Version, Repository);

    public static bool operator ==(PushVersion left, PushVersion right) => left.Equals(right);

    public static bool operator !=(PushVersion left, PushVersion right) => !left.Equals(right);

    /// <summary><c>group_results:v4:{incarnation}:{repository}:{revision}:{epoch}:{version}</c>, and <c>@{epoch}-{counter}</c> with a stamp of the repository.</summary>
    public override string ToString()
    {
        var own = string.Create(
            CultureInfo.InvariantCulture, $"{Layout}:{Head.Incarnation}:{Head.Push.Repository}:{Head.Push.Revision}:{Place.Epoch}:{Place.Version}");
        return Repository is { } stamp ? string.Create(CultureInfo.InvariantCulture, $"{own}@{stamp.Epoch}-{stamp.Counter}") : own;
    }

    private bool IsComparable(PushVersion other) =>
        Head.Incarnation == other.Head.Incarnation && Head.Push == other.Head.Push && Place.Epoch == PlaceOf(other.Head).Epoch;

    private (Epoch Epoch, long Version) PlaceOf(PushHead head) =>
        _isOfResults ? (head.Results.Stamp.Epoch, head.Results.Version) : (head.Stamp.Epoch, head.Version);
}
