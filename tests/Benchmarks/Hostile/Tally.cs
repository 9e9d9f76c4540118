using System.Collections.Concurrent;
using System.Globalization;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>
/// How the service answered an attack, counted. An outcome is a status and the code of the answer's first error, such as
/// <c>400 TOO_COMPLEX</c>, or one of the words here.
/// </summary>
internal sealed class Tally
{
    /// <summary>Ended by the service without an answer.</summary>
    internal const string Closed = "closed";

    /// <summary>A reader that does not read was sent away.</summary>
    internal const string Cut = "cut";

    /// <summary>The service let it go on for longer than anybody waited for the end.</summary>
    internal const string Held = "held";

    internal const string NoConnection = "no connection";

    /// <summary>Under way when the attack ended, which says nothing of the service.</summary>
    internal const string Unanswered = "under way";

    private readonly ConcurrentDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private long _opened;
    private long _longestTicks;

    internal IEnumerable<string> Outcomes => _outcomes.Keys;

    internal long Total => _outcomes.Sum(outcome => outcome.Value);

    /// <summary>Connections that were to stay.</summary>
    internal long Opened => Interlocked.Read(ref _opened);

    /// <summary>For so long the service bore one of those at most.</summary>
    internal TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref _longestTicks));

    internal void Add(string outcome) => _outcomes.AddOrUpdate(outcome, 1, static (_, count) => count + 1);

    internal void Add(string outcome, TimeSpan borne)
    {
        Add(outcome);
        InterlockedMax(ref _longestTicks, borne.Ticks);
    }

    internal void Open() => Interlocked.Increment(ref _opened);

    public override string ToString() => string.Join(
        ", ", _outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{outcome.Key}: {outcome.Value:N0}")));

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Interlocked.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
