using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>
/// What a subscriber of a repository has been told of each push. Signals may come late, in another order, or for what a payload has
/// seen already; with several instances some may not come at all. Bounded: what is forgotten is at worst told twice.
/// </summary>
internal sealed class ToldRanges
{
    private const int MaxPushes = 1000;

    private readonly Dictionary<PushKey, (PushCursor From, PushCursor To)> _ranges = [];

    /// <returns>Where the next payload begins; null where all of it has been told.</returns>
    internal PushCursor? PlaceFor(PushHead head, PushCursor since)
    {
        if (!_ranges.TryGetValue(head.Push, out var told) || told.From.Incarnation != since.Incarnation || since.Version < told.From.Version) return since;
        return told.To.Covers(head) ? null : told.To;
    }

    internal void Add(PushCursor place, PushHead reached)
    {
        if (_ranges.Count >= MaxPushes && !_ranges.ContainsKey(reached.Push)) _ranges.Clear();
        var isJoined = _ranges.TryGetValue(reached.Push, out var told) && told.From.Incarnation == place.Incarnation
            && told.From.Version <= place.Version && place.Version <= told.To.Version;
        _ranges[reached.Push] = (isJoined ? told.From : place, PushCursor.Of(reached));
    }
}
