using System.Globalization;
using GroupResults.Domain.Pushes;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>
/// A push at one version, as the cache tells versions apart: by incarnation, epoch and version, which together never name two contents
/// (<see cref="PushHead"/>). A version for answers that consult other pushes has the stamp of the repository, too, which covers all of them.
/// </summary>
public readonly struct PushVersion(PushHead head) : IVersion<PushVersion, PushKey>
{
    /// <summary>The layout of the cached bytes. A change of layout raises it; old entries expire by themselves.</summary>
    private const string Layout = "group_results:v4";

    public PushHead Head => head;

    public PushKey Subject => head.Push;

    public bool IsAtLeast(PushVersion other) => head.Push == other.Head.Push && head.IsAtLeast(other.Head)
        && (other.Head.Repository is not { } needed || (head.Repository is { } reached && reached.Epoch == needed.Epoch && reached.Counter >= needed.Counter));

    public bool IsComparableTo(PushVersion other) => head.Push == other.Head.Push && head.IsComparableTo(other.Head)
        && head.Repository?.Epoch == other.Head.Repository?.Epoch;

    public bool Equals(PushVersion other) => head.Version == other.Head.Version && head.Repository == other.Head.Repository && IsComparableTo(other);

    public override bool Equals(object? obj) => obj is PushVersion other && Equals(other);

    /// <summary>The incarnation is 64 random bits: the names add nothing.</summary>
    public override int GetHashCode() => HashCode.Combine(head.Incarnation, head.Stamp.Epoch, head.Version);

    public static bool operator ==(PushVersion left, PushVersion right) => left.Equals(right);

    public static bool operator !=(PushVersion left, PushVersion right) => !left.Equals(right);

    /// <summary><c>group_results:v4:{incarnation}:{repository}:{revision}:{epoch}:{version}</c>, and <c>@{epoch}-{counter}</c> with a stamp of the repository.</summary>
    public override string ToString()
    {
        var own = string.Create(
            CultureInfo.InvariantCulture, $"{Layout}:{head.Incarnation}:{head.Push.Repository}:{head.Push.Revision}:{head.Stamp.Epoch}:{head.Version}");
        return head.Repository is { } stamp ? string.Create(CultureInfo.InvariantCulture, $"{own}@{stamp.Epoch}-{stamp.Counter}") : own;
    }
}
