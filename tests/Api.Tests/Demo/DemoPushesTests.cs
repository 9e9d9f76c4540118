using GroupResults.Api.Demo;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Api.Tests.Demo;

public sealed class DemoPushesTests
{
    private const int Seed = 1;

    private static readonly DemoPush Big = new DemoPushes(Seed).Create(0, "autoland", DemoPushSize.Autoland);

    [Fact]
    public void Create_SameSeedAndNumber_GivesTheSamePush()
    {
        var first = new DemoPushes(Seed).Create(3, "try", DemoPushSize.Ordinary);
        var second = new DemoPushes(Seed).Create(3, "try", DemoPushSize.Ordinary);

        Assert.Equal(first.Key, second.Key);
        Assert.Equal(first.Reports.Count, second.Reports.Count);
        foreach (var (one, other) in first.Reports.Zip(second.Reports))
        {
            Assert.Equal(one with { Results = [] }, other with { Results = [] });
            Assert.Equal(one.Results, other.Results);
        }
    }

    [Fact]
    public void Create_AKnownSeed_StillGivesTheRevisionItAlwaysGave()
    {
        // Databases of earlier demos hold it: another one would fill them with further pushes.
        Assert.Equal("22f7499ad367c4c97e5919929fce790bbf695a4e", new DemoPushes(20).Create(0, "autoland", new DemoPushSize(1, 25)).Key.Revision);
    }

    [Fact]
    public void Create_OtherNumberOrSeed_GivesAnotherPush()
    {
        var size = new DemoPushSize(1, 25);
        var keys = new[]
        {
            new DemoPushes(Seed).Create(0, "autoland", size).Key,
            new DemoPushes(Seed).Create(1, "autoland", size).Key,
            new DemoPushes(Seed + 1).Create(0, "autoland", size).Key,
        };

        Assert.Distinct(keys);
    }

    [Fact]
    public void Create_AutolandSize_IsAsLargeAsSaid()
    {
        Assert.InRange(Big.Reports.Count, 1_970, 2_080);
        Assert.InRange(Big.ResultCount, 48_000, 53_000);
        Assert.InRange(GroupsOf(Big).Count, 5_900, 6_000);
        Assert.InRange(ResultMapBytes(Big), 3_700_000, 4_300_000);
    }

    [Fact]
    public void Create_OrdinarySize_IsAsLargeAsSaid()
    {
        var push = new DemoPushes(Seed).Create(1, "autoland", DemoPushSize.Ordinary);

        Assert.InRange(push.Reports.Count, 200, 220);
        Assert.InRange(push.ResultCount, 4_500, 5_700);
    }

    [Fact]
    public void Create_MoreTasksThanNineConfigurationsHave_AddsVariants()
    {
        var push = new DemoPushes(Seed, groups: 500).Create(1, "autoland", new DemoPushSize(2_000, 20_000));

        Assert.Equal(2_000, push.Reports.Count(report => report.RunId == 0));
        Assert.Distinct(push.Reports.Where(report => report.RunId == 0).Select(report => report.JobName!), StringComparer.Ordinal);
    }

    [Fact]
    public void Create_AnyPush_KeepsTheRules()
    {
        Assert.True(PushRules.IsRepository(Big.Key.Repository));
        Assert.True(PushRules.IsRevision(Big.Key.Revision));
        Assert.Equal(40, Big.Key.Revision.Length);
        Assert.All(GroupsOf(Big), group => Assert.Null(GroupNames.FindError(group)));
        foreach (var report in Big.Reports)
        {
            Assert.Equal(22, report.TaskId.Length);
            Assert.True(PushRules.IsTaskId(report.TaskId));
            Assert.True(PushRules.IsJobName(report.JobName));
            Assert.All(report.Results, result => Assert.True(Durations.IsDuration(result.DurationMs)));
            Assert.Distinct(report.Results.Select(result => result.Group), StringComparer.Ordinal);
        }

        Assert.Distinct(Big.Reports.Select(report => (report.TaskId, report.RunId)));
    }

    [Fact]
    public void Create_AutolandSize_FailsAndSkipsAsOftenAsSaid()
    {
        var results = Big.Reports.SelectMany(report => report.Results).ToList();
        Assert.InRange(Rate(results, GroupStatus.Error), 0.010, 0.020);
        Assert.InRange(Rate(results, GroupStatus.Skip), 0.025, 0.035);
    }

    [Fact]
    public void Create_AutolandSize_HasGroupsThatFailEverywhereAndTasksWithManyFailures()
    {
        var errors = Big.Reports.Where(report => report.RunId == 0)
            .SelectMany(report => report.Results.Where(result => result.Status is GroupStatus.Error).Select(result => (report.TaskId, result.Group)))
            .ToList();

        Assert.InRange(errors.CountBy(error => error.Group, StringComparer.Ordinal).Count(group => group.Value >= 5), 3, 12);
        Assert.InRange(errors.CountBy(error => error.TaskId, StringComparer.Ordinal).Count(task => task.Value >= 3), 40, 150);
    }

    [Fact]
    public void Create_ARetriedTask_HasTheSameGroupsAndFewerFailures()
    {
        var retries = Big.Reports.Where(report => report.RunId == 1).ToList();

        Assert.NotEmpty(retries);
        foreach (var retry in retries)
        {
            var first = Big.Reports.Single(report => report.TaskId == retry.TaskId && report.RunId == 0);
            Assert.Equal(first.JobName, retry.JobName);
            Assert.Equal(first.Results.Select(result => result.Group), retry.Results.Select(result => result.Group), StringComparer.Ordinal);
            Assert.True(Errors(retry) <= Errors(first));
            Assert.NotEqual(0, Errors(first));
        }
    }

    private static HashSet<string> GroupsOf(DemoPush push) =>
        push.Reports.SelectMany(report => report.Results).Select(result => result.Group).ToHashSet(StringComparer.Ordinal);

    private static int Errors(ReportInput report) => report.Results.Count(result => result.Status is GroupStatus.Error);

    private static double Rate(List<GroupResult> results, GroupStatus status) =>
        (double)results.Count(result => result.Status == status) / results.Count;

    /// <summary><c>"task":{"group":true,…},</c> of the first runs.</summary>
    private static int ResultMapBytes(DemoPush push) => push.Reports.Where(report => report.RunId == 0).Sum(report =>
        report.TaskId.Length + 6 + report.Results.Where(result => result.Status.IsInResultMap()).Sum(result =>
            result.Group.Length + 4 + (result.Status is GroupStatus.Ok ? 4 : 5)));
}
