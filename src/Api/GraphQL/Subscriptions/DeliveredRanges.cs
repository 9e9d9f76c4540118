using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>
/// The changes of each push that a subscriber of a repository has received. Signals may be late, out of order, or for changes that a
/// payload has included already; with several instances some may be lost. Bounded: a forgotten change is at worst delivered twice.
/// </summary>
internal sealed class DeliveredRanges
{
    private const int MaxPushes = 1000;

    private readonly Dictionary<PushKey, (PushCursor From, PushCursor To)> _ranges = [];

    /// <returns>Where the next payload starts; null if everything has been delivered.</returns>
    internal PushCursor? PlaceFor(PushHead head, PushCursor since)
    {
        if (!_ranges.TryGetValue(head.Push, out var known) || known.From.Incarnation != since.Incarnation || since.Version < known.From.Version) return since;
        return known.To.Covers(head) ? null : known.To;
    }

    internal void Add(PushCursor place, PushHead reached)
    {
        if (_ranges.Count >= MaxPushes && !_ranges.ContainsKey(reached.Push)) _ranges.Clear();
        var isJoined = _ranges.TryGetValue(reached.Push, out var known) && known.From.Incarnation == place.Incarnation
            && known.From.Version <= place.Version && place.Version <= known.To.Version;
        _ranges[reached.Push] = (isJoined ? known.From : place, PushCursor.Of(reached));
    }
}
