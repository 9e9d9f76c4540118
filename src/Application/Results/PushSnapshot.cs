using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Results;

/// <summary>
/// All that is stored of one push, from one consistent read: <see cref="Head"/> says which version the task runs are of.
/// </summary>
/// <param name="TaskRuns">In the order of their first report.</param>
/// <param name="Groups">The names of all groups that stand in the task runs' results.</param>
/// <param name="History">The database's, up to the moment of the read.</param>
public sealed record PushSnapshot(PushHead Head, IReadOnlyList<StoredTaskRun> TaskRuns, IGroupNames Groups, ChangeHistory History);

/// <summary>One task run as it is stored.</summary>
/// <param name="FirstVersion">The push's version that its first report made: unique in the push, so it orders and pages task runs.</param>
/// <param name="Version">The push's version that last changed it.</param>
/// <param name="Packed">Its results, as <see cref="PackedResults"/> packs them.</param>
public sealed record StoredTaskRun(TaskRunKey Key, string? JobName, long FirstVersion, long Version, ReadOnlyMemory<byte> Packed);

/// <summary>Reads everything stored of one push.</summary>
public interface IPushSnapshots
{
    /// <returns>Null where there is no such push.</returns>
    Task<PushSnapshot?> ReadAsync(PushKey push, CancellationToken cancellationToken);
}
