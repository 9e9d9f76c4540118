using System.Text.Json;

namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>The model's answer to <see cref="PushQuestions"/>.</summary>
internal static class PlainAnswers
{
    internal static JsonElement Of(PlainRepository repository, Ask ask)
    {
        if (!repository.Pushes.TryGetValue(ask.Revision, out var push)) return JsonSerializer.SerializeToElement<object?>(null);
        var all = Push(repository, push, repository.Pushes.GetValueOrDefault(ask.Base));
        return JsonSerializer.SerializeToElement(ask.Fields.ToDictionary(field => field, field => all[field]));
    }

    private static Dictionary<string, object?> Push(PlainRepository repository, PlainPush push, PlainPush? named)
    {
        var parent = repository.ParentOf(push);
        // Failures first, then by name.
        var groups = PlainVerdicts.GroupsOf(push).Select(group => new PlainGroup(repository, push, group)).OrderByDescending(group => group.IsFailure).ToList();
        return new(StringComparer.Ordinal)
        {
            ["parent"] = Revision(parent?.Revision),
            ["position"] = push.Position,
            ["groups"] = Page(groups.Select(group => group.ToAnswer())),
            ["origins"] = new { nodes = groups.Select(group => group.ToOrigins()) },
            ["failures"] = Page(groups.Where(group => group.IsFailure).Select(group => new { name = group.Name })),
            ["fresh"] = Page(groups.Where(group => group.Origin?.Kind is "NEW" or "PENDING").Select(group => new { name = group.Name })),
            ["page"] = FirstPage(groups.Where(group => group.RanIn("test-linux/opt-mochitest")), 2),
            ["comparison"] = parent is null ? null : Comparison(PlainComparison.Of(push, parent)),
            ["named"] = named is null ? null : Comparison(PlainComparison.Of(push, named)),
            ["missing"] = Page(groups.Where(group => group.Verdict == "NO_RESULT").Select(group => group.Name)),
            ["notRun"] = Page(PlainComparison.NotRun(push, parent)),
            ["flakiness"] = new { nodes = groups.Select(group => new { flakiness = Flakiness(PlainFlakiness.Of(repository, push, group.Name)) }) },
            ["completion"] = Completion(PlainCompletion.Of(push)),
        };
    }

    private static object Page<T>(IEnumerable<T> nodes) => new { totalCount = nodes.Count(), nodes = nodes.ToList() };

    private static object FirstPage(IEnumerable<PlainGroup> groups, int count) =>
        new { totalCount = groups.Count(), nodes = groups.Take(count).Select(group => new { name = group.Name }) };

    private static object? Revision(string? revision) => revision is null ? null : new { revision };

    private static object Comparison(PlainComparison comparison) => new
    {
        @base = Revision(comparison.Base),
        newFailures = comparison.NewFailures,
        @fixed = comparison.Fixed,
        stillFailing = comparison.StillFailing,
        becameIntermittent = comparison.BecameIntermittent,
        onlyHere = comparison.OnlyHere,
        onlyInBase = comparison.OnlyInBase,
    };

    private static object Flakiness(PlainFlakiness all) =>
        new { rate = all.Rate, n = all.N, flakyPushes = all.FlakyPushes, windowDays = all.WindowDays, isFlaky = all.IsFlaky };

    private static object? Completion(PlainCompletion? all) => all is null
        ? null
        : new { expected = all.Expected, reported = all.Reported, pending = all.Pending, noGroups = all.NoGroups, complete = all.Complete };

    internal static object? Origin(PlainOrigin? origin) => origin is null ? null : new
    {
        kind = origin.Kind,
        distance = origin.Distance,
        lastPass = Revision(origin.LastPass),
        firstFail = Revision(origin.FirstFail),
        candidates = origin.Candidates.Select(Revision).ToList(),
        waitingFor = Revision(origin.WaitingFor),
    };
}
