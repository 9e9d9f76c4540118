using GroupResults.Application.Results;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Tests.Results;

/// <summary>A report as the tests write it down.</summary>
internal sealed record Run(string TaskId, int RunId, params GroupResult[] Results)
{
    internal string? JobName { get; init; }
}

internal static class TestSnapshots
{
    /// <summary>A snapshot of these runs, reported in this order.</summary>
    internal static PushSnapshot Of(params IReadOnlyList<Run> runs)
    {
        var groups = new GroupDictionary();
        var head = new PushHead(
            1, new PushKey("autoland", "abc"), new Incarnation(1), Math.Max(1, runs.Count), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Stamp);
        return new PushSnapshot(
            head,
            [
                .. runs.Select((run, i) => new StoredTaskRun(
                    new TaskRunKey(run.TaskId, run.RunId), run.JobName, i + 1, i + 1, groups.Pack(run.Results))),
            ],
            groups,
            new ChangeHistory([Stamp]));
    }

    private static readonly ChangeStamp Stamp = new(new Epoch(1), 1);

    internal static GroupResult Ok(string group) => new(group, GroupStatus.Ok, 1);

    internal static GroupResult Error(string group) => new(group, GroupStatus.Error, 1);

    internal static GroupResult Skip(string group) => new(group, GroupStatus.Skip, 1);

    internal static GroupResult Unsupported(string group) => new(group, GroupStatus.Unsupported, 1);
}
