using GroupResults.Api.Tests.Histories.Model;

namespace GroupResults.Api.Tests.Histories;

/// <summary>Makes a history that shows a difference shorter, as long as it shows it.</summary>
internal static class Shrinking
{
    /// <param name="runAsync">Null where a history shows no difference.</param>
    internal static async Task<(List<Operation> History, Difference Difference)> ShrinkAsync(
        List<Operation> history, Difference difference, Func<List<Operation>, Task<Difference?>> runAsync)
    {
        // From the end, where what is left out leaves most of the history as it was.
        for (var index = history.Count - 1; index >= 0; index--)
        {
            if (await TryAsync([.. history[..index], .. history[(index + 1)..]])) continue;
            while (await TryAnyAsync(Smaller(history[index]).Select(smaller => (List<Operation>)[.. history[..index], smaller, .. history[(index + 1)..]])))
            {
                // Once more, with what is left of this operation.
            }
        }

        return (history, difference);

        async Task<bool> TryAsync(List<Operation> shorter)
        {
            if (await runAsync(shorter) is not { } again || again.Kind != difference.Kind) return false;
            (history, difference) = (shorter, again);
            return true;
        }

        async Task<bool> TryAnyAsync(IEnumerable<List<Operation>> histories)
        {
            foreach (var shorter in histories.ToList())
            {
                if (await TryAsync(shorter)) return true;
            }

            return false;
        }
    }

    private static IEnumerable<Operation> Smaller(Operation operation) => operation switch
    {
        SendReports { Reports: [var report] } send => Without(report.Results).Select(results => send with { Reports = new([report with { Results = results }]) }),
        SendReports send => Without(send.Reports).Select(reports => send with { Reports = reports }),
        SendStates { States.Count: > 1 } send => Without(send.States).Select(states => send with { States = states }),
        Expect expect => Without(expect.Tasks).Select(tasks => expect with { Tasks = tasks }),
        _ => [],
    };

    private static IEnumerable<Items<T>> Without<T>(Items<T> items) =>
        Enumerable.Range(0, items.Count).Select(left => items.Where((_, index) => index != left).ToItems());
}
