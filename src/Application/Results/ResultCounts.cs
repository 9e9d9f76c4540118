using GroupResults.Domain.Results;

namespace GroupResults.Application.Results;

/// <summary>Sums over all stored task runs of a push, retries included.</summary>
/// <param name="Groups">Distinct group names.</param>
public sealed record ResultCounts(int TaskRuns, int Groups, int Ok, int Error, int Skip, int Unsupported)
{
    public static ResultCounts Of(PushSnapshot snapshot)
    {
        var groups = new HashSet<int>();
        Span<int> byStatus = stackalloc int[4];
        foreach (var run in snapshot.TaskRuns)
        {
            foreach (var result in PackedResults.Read(run.Packed.Span))
            {
                groups.Add(result.GroupId);
                byStatus[(int)result.Status]++;
            }
        }

        return new ResultCounts(
            snapshot.TaskRuns.Count,
            groups.Count,
            byStatus[(int)GroupStatus.Ok],
            byStatus[(int)GroupStatus.Error],
            byStatus[(int)GroupStatus.Skip],
            byStatus[(int)GroupStatus.Unsupported]);
    }
}
