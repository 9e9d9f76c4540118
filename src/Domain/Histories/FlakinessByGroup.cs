using System.Runtime.InteropServices;
using GroupResults.Domain.Results;

namespace GroupResults.Domain.Histories;

/// <summary>
/// The <see cref="Flakiness"/> of all groups over the windows that end at one moment. Runs of ids are counted by their ends, so a push
/// costs about as many steps as it has runs.
/// </summary>
/// <param name="end">The moment of the push that is asked about, which is in the window.</param>
public sealed class FlakinessByGroup(DateTimeOffset end)
{
    private readonly Counts _short = new();
    private readonly Counts _long = new();

    /// <summary>Adds a push that is no infrastructure failure. It does not count if it is outside the windows.</summary>
    /// <param name="at">When it was pushed; if that is not known, when it was first seen.</param>
    /// <param name="ran">The groups with an OK or an ERROR; see <see cref="PackedIds"/>.</param>
    /// <param name="flaky">Those of them with both under one job name.</param>
    public void Add(DateTimeOffset at, ReadOnlySpan<byte> ran, ReadOnlySpan<byte> flaky)
    {
        if (Flakiness.IsInWindow(at, end, Flakiness.ShortWindowDays)) _short.Add(ran, flaky);
        if (Flakiness.IsInWindow(at, end, Flakiness.LongWindowDays)) _long.Add(ran, flaky);
    }

    /// <summary>By group id. Groups with higher ids did not run; theirs is <see cref="Flakiness.None"/>.</summary>
    public IReadOnlyList<Flakiness> ToList()
    {
        var (inShort, inLong) = (_short.ToList(Flakiness.ShortWindowDays), _long.ToList(Flakiness.LongWindowDays));
        for (var id = 0; id < inLong.Length; id++)
        {
            if (id < inShort.Length) inLong[id] = Flakiness.Choose(inShort[id], inLong[id]);
        }

        return inLong;
    }

    private sealed class Counts
    {
        /// <summary>How many more pushes ran a group than ran the one before it.</summary>
        private int[] _more = [0];

        private readonly Dictionary<int, int> _flaky = [];

        internal void Add(ReadOnlySpan<byte> ran, ReadOnlySpan<byte> flaky)
        {
            foreach (var run in PackedIds.Read(ran))
            {
                var end = run.First + run.Count;
                if (end >= _more.Length) Array.Resize(ref _more, Math.Max(end + 1, 2 * _more.Length));
                _more[run.First]++;
                _more[end]--;
            }

            foreach (var run in PackedIds.Read(flaky))
            {
                for (var id = run.First; id < run.First + run.Count; id++) CollectionsMarshal.GetValueRefOrAddDefault(_flaky, id, out _)++;
            }
        }

        internal Flakiness[] ToList(int windowDays)
        {
            var all = new Flakiness[_more.Length];
            var n = 0;
            for (var id = 0; id < all.Length; id++) all[id] = new Flakiness(n += _more[id], _flaky.GetValueOrDefault(id), windowDays);
            return all;
        }
    }
}
