using GroupResults.Application.Results;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Tests.Results;

/// <summary>A report as the tests write it down.</summary>
internal sealed record Run(string TaskId, int RunId, params GroupResult[] Results)
{
    internal string? JobName { get; init; }
}

/// <summary>A state as the tests write it down.</summary>
internal sealed record State(string TaskId, int RunId, TaskRunState Is)
{
    internal string? JobName { get; init; }

    internal RunProperties? Properties { get; init; }
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

    /// <summary>The snapshot with these states, told in this order after its reports.</summary>
    internal static PushSnapshot WithStates(this PushSnapshot snapshot, params IReadOnlyList<State> states)
    {
        var reported = snapshot.Head.Version;
        return (snapshot with { Head = snapshot.Head with { Version = reported + states.Count } }).With(snapshot.Facts with
        {
            States =
            [
                .. states.Select((state, i) => new StoredState(
                    new TaskRunKey(state.TaskId, state.RunId), state.JobName, state.Properties, state.Is, reported + i + 1, reported + i + 1)),
            ],
        });
    }

    private static readonly ChangeStamp Stamp = new(new Epoch(1), 1);

    internal static GroupResult Ok(string group) => new(group, GroupStatus.Ok, 1);

    internal static GroupResult Error(string group) => new(group, GroupStatus.Error, 1);

    internal static GroupResult Skip(string group) => new(group, GroupStatus.Skip, 1);

    internal static GroupResult Unsupported(string group) => new(group, GroupStatus.Unsupported, 1);
}
