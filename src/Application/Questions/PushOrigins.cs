using GroupResults.Domain.Origins;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>Where the failures of a push come from.</summary>
public sealed class PushOrigins
{
    private readonly Dictionary<(int GroupId, string Configuration), Origin> _origins = [];
    private readonly IReadOnlyList<PushHead> _walked;

    private PushOrigins(IReadOnlyList<PushHead> walked) => _walked = walked;

    /// <summary>The origin in one configuration; null unless the group failed in it.</summary>
    public Origin? Of(GroupOfPush group, string? configuration)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.GroupId is { } id && _origins.TryGetValue((id, KeyOf(configuration)), out var origin) ? origin : null;
    }

    /// <summary>The group's origin; null unless it failed.</summary>
    public Origin? Of(GroupOfPush group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (!group.IsFailure) return null;
        List<ConfigurationOrigin> configurations = [];
        foreach (var configuration in group.Summary.Configurations)
        {
            if (Of(group, configuration.Configuration) is { } origin) configurations.Add(new ConfigurationOrigin(configuration.Configuration, origin));
        }

        return OriginRules.OfGroup(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(configurations)).Origin;
    }

    /// <summary>The push at this distance: 0 is the push with the failures.</summary>
    public PushHead At(int distance) => _walked[distance];

    /// <summary>
    /// Walks the parents once for all failures. The nearest parent decides most of them, so it is read by itself. Those after it are read in
    /// blocks, each four times as large as the one before: their rows are adjacent, so a block is read faster than its parents one by one.
    /// </summary>
    internal static PushOrigins Find(QuestionSession session, PushHead push, PushResults results)
    {
        var questions = results.Groups.Values
            .Where(group => group.IsFailure)
            .SelectMany(group => group.Summary.Configurations, static (group, configuration) => (Id: group.GroupId!.Value, configuration))
            .Where(question => question.configuration.Failed > 0)
            .Select(question => (question.Id, question.configuration.Configuration))
            .ToList();
        var walk = new OriginWalk(push.Push.Revision, questions.Count, session.Settings.MaxParents);
        var labels = new Labels();
        List<PushHead> walked = [push];
        for (var size = 1; walk.WantsParent; size *= 4)
        {
            var (parents, end) = NextParents(session, walked[^1], Math.Min(size, session.Settings.MaxParents - walk.Distance));
            List<int> open = [.. Enumerable.Range(0, questions.Count).Where(walk.IsOpen)];
            var says = session.ReadParents(parents, open.Select(i => questions[i].Id).ToHashSet(), labels);
            for (var place = 0; place < parents.Count && walk.WantsParent && walk.Enter(parents[place].Push.Revision); place++)
            {
                walked.Add(parents[place]);
                foreach (var i in open) walk.See(i, says[place].Of(questions[i].Id, questions[i].Configuration));
            }

            if (end is { } reason && walk.WantsParent) walk.End(reason);
        }

        var origins = new PushOrigins(walked);
        for (var i = 0; i < questions.Count; i++) origins._origins.Add((questions[i].Id, KeyOf(questions[i].Configuration)), walk[i]);
        return origins;
    }

    /// <returns>The next parents, nearest first, and why there are no more; null if there may be.</returns>
    private static (List<PushHead> Parents, WalkEnd? End) NextParents(QuestionSession session, PushHead last, int count)
    {
        List<PushHead> parents = [];
        while (parents.Count < count)
        {
            var (parent, end) = session.ParentOf(last);
            if (parent is null) return (parents, end);
            parents.Add(last = parent);
        }

        return (parents, null);
    }

    /// <summary>No configuration is empty or begins with this character; null is one of its own.</summary>
    private static string KeyOf(string? configuration) => configuration ?? "\0";
}
