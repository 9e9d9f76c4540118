using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Rollups;

/// <summary>
/// Keeps the summaries of pushes without roll-ups, which take as long to make as a result map. Pushes that still report are such pushes,
/// and every question about a window of days needs them. Either right or absent: a summary is kept with the version that it was made from.
/// Emptied when full.
/// </summary>
public sealed class SummaryCache
{
    internal const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>A summary without its groups, with its place in the cache.</summary>
    private const int SummaryBytes = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<PushKey, (Made Made, PushSummary Summary)> _summaries = [];
    private long _bytes;

    internal PushSummary? Find(PushHead push)
    {
        lock (_lock) return _summaries.TryGetValue(push.Push, out var kept) && kept.Made == Made.From(push) ? kept.Summary : null;
    }

    internal void Keep(PushHead push, PushSummary summary)
    {
        lock (_lock)
        {
            if (_summaries.Remove(push.Push, out var earlier)) _bytes -= SizeOf(earlier.Summary);
            if (_bytes + SizeOf(summary) > MaxBytes)
            {
                _summaries.Clear();
                _bytes = 0;
            }

            _summaries.Add(push.Push, (Made.From(push), summary));
            _bytes += SizeOf(summary);
        }
    }

    private static long SizeOf(PushSummary summary) => SummaryBytes + summary.RanGroups.Length + summary.FlakyGroups.Length;

    /// <summary>Equal ones name equal contents; see <see cref="Epoch"/>.</summary>
    private readonly record struct Made(Incarnation Incarnation, Epoch Epoch, long Version)
    {
        internal static Made From(PushHead push) => new(push.Incarnation, push.Stamp.Epoch, push.Version);
    }
}
