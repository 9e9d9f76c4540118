namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>What a push says of its groups.</summary>
internal static class PlainVerdicts
{
    internal static bool IsFailure(string? verdict) => verdict is "FAIL" or "INTERMITTENT";

    /// <summary>All groups that a run or an expected task names.</summary>
    internal static List<string> GroupsOf(PlainPush push) =>
        push.Runs.Values.SelectMany(run => run.Groups)
            .Concat(push.ExpectedTasks.SelectMany(task => task.Groups ?? Enumerable.Empty<string>()))
            .Distinct().Order(StringComparer.Ordinal).ToList();

    internal static string Of(PlainPush push, string group)
    {
        var results = push.Results().Where(result => result.Group == group).ToList();
        if (OfResults(results) is { } verdict) return verdict;
        var isPending = push.ExpectedTasks.Any(task => task.Groups?.Contains(group) == true && !PlainCompletion.HasEnded(push, task));
        // Nothing is NO_RESULT as long as what is expected is not final.
        return isPending || !push.IsFinal ? "PENDING" : "NO_RESULT";
    }

    /// <returns>Null where there is no result.</returns>
    internal static string? OfResults(List<PlainResult> results)
    {
        var ran = results.Where(result => result.Status is not null).ToList();
        if (ran.Count == 0) return results.Count == 0 ? null : "SKIPPED";
        foreach (var result in ran)
        {
            // By full job name; none is a name of its own.
            if (ran.Any(other => other.JobName == result.JobName && other.Status != result.Status)) return "INTERMITTENT";
        }

        return ran.Any(result => result.Status == "ERROR") ? "FAIL" : "PASS";
    }

    internal static bool? IsConfirmed(List<PlainResult> results)
    {
        var confirmations = results.Where(result =>
            result.Status is not null && result.JobName?.EndsWith("-cf", StringComparison.Ordinal) == true).ToList();
        return confirmations.Count == 0 ? null : confirmations.Any(result => result.Status == "ERROR");
    }

    internal static bool? IsConsistent(List<PlainResult> results)
    {
        var ran = results.Where(result => result.Status is not null).ToList();
        if (ran.Count < 2) return null;
        if (ran.All(result => result.Status == "ERROR")) return true;
        foreach (var configuration in ran.Select(result => result.Configuration).Distinct())
        {
            var own = ran.Where(result => result.Configuration == configuration).ToList();
            if (own.Count >= 3 && own.All(result => result.Status == "ERROR")) return true;
        }

        return false;
    }
}
