namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>What is known of a push, with nothing worked out.</summary>
internal sealed class PlainPush(string revision, DateTimeOffset firstSeenAt)
{
    internal string Revision { get; } = revision;

    internal string? ParentRevision { get; set; }

    internal long? Position { get; set; }

    internal DateTimeOffset? PushedAt { get; set; }

    /// <summary>When it was pushed, as far as that is known.</summary>
    internal DateTimeOffset At => PushedAt ?? firstSeenAt;

    internal Dictionary<(string TaskId, int RunId), PlainRun> Runs { get; } = [];

    /// <summary>Null where nothing was said of what is expected.</summary>
    internal Items<ExpectedTask>? Expected { get; set; }

    internal IEnumerable<ExpectedTask> ExpectedTasks => Expected ?? Enumerable.Empty<ExpectedTask>();

    internal bool IsFinal { get; set; }

    /// <summary>The kind of the last classification of a group.</summary>
    internal Dictionary<string, string> Classified { get; } = new(StringComparer.Ordinal);

    internal IEnumerable<string> TaskIds => Runs.Keys.Select(run => run.TaskId).Distinct();

    internal IEnumerable<PlainRun> RunsOf(string taskId) => Runs.Values.Where(run => run.TaskId == taskId).OrderBy(run => run.RunId);

    internal PlainRun HighestRunOf(string taskId) => RunsOf(taskId).Last();

    /// <summary>All that is known, to see whether something changed.</summary>
    public override string ToString()
    {
        var runs = Runs.Values.OrderBy(run => run.TaskId, StringComparer.Ordinal).ThenBy(run => run.RunId)
            .Select(run => $"{run.TaskId} {run.RunId} {run.State} {run.ReportedJobName} {run.ToldJobName} {run.Properties} {Text(run.Results)} {Text(run.Durations)}");
        return string.Join('\n', [$"{ParentRevision} {Position} {PushedAt}", .. runs, $"{Expected} {IsFinal}", Text(Classified.OrderBy(each => each.Key, StringComparer.Ordinal))]);
    }

    /// <summary>One for each task and group that a run of the task names.</summary>
    internal List<PlainResult> Results()
    {
        List<PlainResult> results = [];
        foreach (var taskId in TaskIds)
        {
            foreach (var group in RunsOf(taskId).SelectMany(run => run.Groups).Distinct())
            {
                var naming = RunsOf(taskId).Where(run => run.Groups.Contains(group)).ToList();
                // The highest run that says OK or ERROR; a later SKIP or UNSUPPORTED hides nothing.
                var deciding = naming.LastOrDefault(run => run.Results![group] is "OK" or "ERROR");
                var run = deciding ?? naming[^1];
                results.Add(new PlainResult(group, run.JobName, run.Configuration, deciding?.Results![group]));
            }
        }

        return results;
    }

    private static string Text<T>(IEnumerable<T>? items) => items is null ? "none" : string.Join(' ', items);
}

/// <summary>A result that counts.</summary>
/// <param name="Status">OK or ERROR; null where the task says only SKIP or UNSUPPORTED.</param>
internal sealed record PlainResult(string Group, string? JobName, string? Configuration, string? Status);
