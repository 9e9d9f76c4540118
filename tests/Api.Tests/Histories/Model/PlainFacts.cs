namespace GroupResults.Api.Tests.Histories.Model;

/// <content>What reports, states and classifications do to a push.</content>
internal sealed partial class PlainRepository
{
    private static readonly string[] ByWeight = ["ERROR", "OK", "UNSUPPORTED", "SKIP"];

    private static void Apply(PlainPush push, Report report)
    {
        var run = push.Runs.GetValueOrDefault((report.TaskId, report.RunId)) ?? new PlainRun(report.TaskId, report.RunId);
        SortedDictionary<string, string> results = new(StringComparer.Ordinal);
        SortedDictionary<string, int> durations = new(StringComparer.Ordinal);
        foreach (var result in report.Results)
        {
            if (results.TryGetValue(result.Group, out var said) && Array.IndexOf(ByWeight, said) <= Array.IndexOf(ByWeight, result.Status)) continue;
            results[result.Group] = result.Status;
            durations[result.Group] = result.DurationMs;
        }

        push.Runs[(report.TaskId, report.RunId)] = run with
        {
            Properties = Merge(run.Properties, report.Properties),
            State = run.HasEnded ? run.State : "COMPLETED",
            ReportedJobName = report.JobName,
            Results = results,
            Durations = durations,
        };
    }

    private static void Apply(PlainPush push, TaskState state)
    {
        var run = push.Runs.GetValueOrDefault((state.TaskId, state.RunId)) ?? new PlainRun(state.TaskId, state.RunId);
        var isAccepted = !run.HasEnded || (run.State == "COMPLETED" && state.State is "FAILED" or "EXCEPTION");
        push.Runs[(state.TaskId, state.RunId)] = run with
        {
            Properties = Merge(run.Properties, state.Properties),
            State = isAccepted ? state.State : run.State,
            // Of a run that has ended, a state that comes late only says what nothing has said before.
            ToldJobName = isAccepted || run.JobName is null ? state.JobName ?? run.ToldJobName : run.ToldJobName,
        };
    }

    private static void Apply(PlainPush push, Classify classify)
    {
        foreach (var group in classify.Groups)
        {
            if (classify.Kind == "NONE") push.Classified.Remove(group);
            else push.Classified[group] = classify.Kind;
        }
    }

    private static Properties Merge(Properties known, Properties said) =>
        new(said.Platform ?? known.Platform, said.Option ?? known.Option, said.Variant ?? known.Variant);
}
