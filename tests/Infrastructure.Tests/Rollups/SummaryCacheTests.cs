using GroupResults.Application.Rollups;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Tests.Rollups;

/// <summary>Summaries of pushes without roll-ups are made once for each version.</summary>
public sealed class SummaryCacheTests : RollupTests
{
    private readonly SummaryCache _cache = new();

    [Fact]
    public async Task Summary_OfAPushWithoutRollUps_IsMadeOncePerVersion()
    {
        var head = await ReportAsync("a", Reports.Ok("a.toml"));
        Assert.Null(_cache.Find(head));

        Assert.Equal("1 0 1 ", Read());
        Assert.Equal("1 0 1 ", Describe(_cache.Find(head)!));

        var next = await ReportAsync("a", Reports.Error("a.toml"));
        Assert.Null(_cache.Find(next));
        Assert.Equal("1 1 1 ", Read());
        Assert.Null(_cache.Find(head));
    }

    /// <summary>It makes the group intermittent under one job name, and changes no result.</summary>
    [Fact]
    public async Task Summary_AfterAStateNamesTheJob_IsMadeAnew()
    {
        await Service.RecordAsync(Push.Report("a", Reports.Ok("a.toml")) with { JobName = null });
        await ReportAsync("b", Reports.Error("a.toml"));
        Assert.Equal("1 1 1 ", Read());

        await TellAsync("a", TaskRunState.Failed, "test-linux/opt");

        Assert.Equal("1 1 1 1", Read());
    }

    [Fact]
    public async Task Summary_OfAPushThatWasCreatedAgain_IsMadeAnew()
    {
        var before = await ReportAsync("a", Reports.Ok("a.toml"));
        Read();

        Service.Sql("PRAGMA foreign_keys = 1; DELETE FROM Pushes");
        var after = await ReportAsync("a", Reports.Error("a.toml"));

        Assert.Equal(before.Version, after.Version);
        Assert.Equal("1 1 1 ", Read());
    }

    [Fact]
    public async Task Keep_BeyondTheLimit_StartsAnew()
    {
        var head = await ReportAsync("a", Reports.Ok("a.toml"));
        var half = new PushSummary(1, 0, new byte[(SummaryCache.MaxBytes / 2) - 1000], default);
        PushHead[] pushes = [.. Enumerable.Range(0, 3).Select(number => head with { Push = new PushKey("autoland", $"{number}") })];

        _cache.Keep(pushes[0], half);
        _cache.Keep(pushes[0], half); // In the place of the other.
        _cache.Keep(pushes[1], half);
        Assert.All(pushes[..2], push => Assert.Same(half, _cache.Find(push)));
        _cache.Keep(pushes[2], half);

        Assert.Equal([null, null, half], pushes.Select(_cache.Find));
    }

    private string Read() => FromSnapshot(storage => Describe(
        Application.Questions.AcrossPushes.ReadSummaries(storage, [storage.FindHead(Push)!], withGroups: true, _cache)[0]));
}
