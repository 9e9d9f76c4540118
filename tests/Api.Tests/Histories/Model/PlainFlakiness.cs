namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>How often a group passed and failed under one job name on one push, over the pushes of a window.</summary>
internal sealed record PlainFlakiness(int N, int FlakyPushes, int WindowDays)
{
    private const int ShortDays = 7;
    private const int LongDays = 14;
    private const int MinPushes = 100;

    internal double Rate => N == 0 ? 0 : (double)FlakyPushes / N;

    internal bool IsFlaky => FlakyPushes >= 2 && FlakyPushes * 100 >= N;

    internal static PlainFlakiness Of(PlainRepository repository, PlainPush push, string group)
    {
        var all = InWindow(repository, push, group, ShortDays);
        return all.N >= MinPushes ? all : InWindow(repository, push, group, LongDays);
    }

    private static PlainFlakiness InWindow(PlainRepository repository, PlainPush push, string group, int days)
    {
        var pushes = repository.Pushes.Values
            .Where(other => other.At <= push.At && other.At > push.At.AddDays(-days) && !IsInfrastructureFailure(other))
            .Select(other => other.Results().Where(result => result.Group == group && result.Status is not null).ToList())
            .Where(results => results.Count > 0).ToList();
        return new PlainFlakiness(pushes.Count, pushes.Count(results => PlainVerdicts.OfResults(results) == "INTERMITTENT"), days);
    }

    private static bool IsInfrastructureFailure(PlainPush push)
    {
        var verdicts = PlainVerdicts.GroupsOf(push).Select(group => PlainVerdicts.Of(push, group))
            .Where(verdict => verdict == "PASS" || PlainVerdicts.IsFailure(verdict)).ToList();
        return verdicts.Count >= 10 && verdicts.Count(PlainVerdicts.IsFailure) * 100 >= verdicts.Count * 80;
    }
}
