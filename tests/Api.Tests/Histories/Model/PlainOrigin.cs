namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>Where the failure of a group in a configuration comes from: a walk over the parents.</summary>
internal sealed record PlainOrigin(string Kind, int? Distance = null)
{
    private static readonly string[] Kinds = ["NEW", "PENDING", "UNKNOWN", "INHERITED"];

    /// <summary>Null comes last.</summary>
    internal static readonly Comparer<string?> ByName = Comparer<string?>.Create((left, right) =>
        left is null || right is null ? (left is null).CompareTo(right is null) : string.CompareOrdinal(left, right));

    internal string? LastPass { get; init; }

    internal string? FirstFail { get; init; }

    internal string? WaitingFor { get; init; }

    internal List<string> Candidates { get; init; } = [];

    internal static PlainOrigin Of(PlainRepository repository, PlainPush push, string group, string? configuration)
    {
        PlainOrigin? inherited = null;
        List<string> walked = [push.Revision];
        var at = push;
        for (var distance = 1; distance <= repository.MaxParents; distance++)
        {
            at = repository.ParentOf(at);
            if (at is null || walked.Contains(at.Revision)) break;
            switch (At(at, group, configuration))
            {
                case "pass" when inherited is null:
                    return new PlainOrigin("NEW", distance) { LastPass = at.Revision, Candidates = Enumerable.Reverse(walked).ToList() };
                case "pass":
                    return inherited;
                case "failure":
                    inherited = new PlainOrigin("INHERITED", inherited?.Distance ?? distance) { FirstFail = at.Revision };
                    break;
                case "pending" when inherited is null:
                    return new PlainOrigin("PENDING", distance) { WaitingFor = at.Revision };
            }

            walked.Add(at.Revision);
        }

        return inherited ?? new PlainOrigin("UNKNOWN");
    }

    /// <summary>The group's own: of the deciding kind, then the least distance, then the first by name.</summary>
    internal static PlainOrigin OfGroup(IEnumerable<(string? Configuration, PlainOrigin Origin)> origins) =>
        origins.OrderBy(each => Array.IndexOf(Kinds, each.Origin.Kind))
            .ThenBy(each => each.Origin.Distance)
            .ThenBy(each => each.Configuration, ByName)
            .First().Origin;

    /// <summary>A task has ended when its highest run has.</summary>
    internal static bool IsPending(PlainPush push, string? configuration) =>
        push.TaskIds.Select(push.HighestRunOf).Any(run => run.Configuration == configuration && !run.HasEnded);

    private static string At(PlainPush push, string group, string? configuration)
    {
        var results = push.Results().Where(result => result.Group == group && result.Configuration == configuration).ToList();
        if (results.Any(result => result.Status == "OK")) return "pass";
        if (results.Any(result => result.Status == "ERROR")) return "failure";
        return IsPending(push, configuration) ? "pending" : "gap";
    }
}
