using GroupResults.Application.Caching;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Facts;

/// <summary>Facts that are no results leave the result map alone, in the cache and in the storage.</summary>
public sealed class FactsBesideResultsTests : FactTests
{
    [Fact]
    public async Task Map_AThousandStatesLater_IsTheSameEntry()
    {
        var reported = await ReportAsync("task", Reports.Ok("a.toml"));
        var first = (await Service.MapAsync(Push))!;
        foreach (var thousand in (TaskRunState[])[TaskRunState.Pending, TaskRunState.Running])
            await Facts.RecordStatesAsync([.. Enumerable.Range(0, 500).Select(number => Told($"task-{number}", thousand))], Cancellation);

        var later = (await Service.MapAsync(Push))!;

        Assert.Equal((CacheOutcome.Hit, 1001), (later.Provenance!.Outcome, later.Provenance.Version));
        Assert.True(first.Bytes.Equals(later.Bytes), "The bytes are not those of the first entry.");
        Assert.Equal(reported.Results, later.Head.Results);
        Assert.Equal(await Service.HeadAsync(Push), later.Head);
        Assert.NotNull(await Service.Mediator.Send(new GetCacheEntry(later.Head), Cancellation));
        Assert.Equal(1, Service.Metrics.Computations);
    }

    [Fact]
    public async Task Map_AfterEachKindOfFact_IsAHitUntilTheNextReport()
    {
        await ReportAsync("task", Reports.Error("a.toml"));
        await Service.MapAsync(Push);
        Func<Task>[] facts =
        [
            () => TellAsync("task", TaskRunState.Failed),
            () => ExpectAsync(isFinal: true, Expected("job", "other")),
            () => ClassifyAsync(OfGroup("a.toml", ClassificationKind.Infra)),
            () => Facts.RecordPushAsync(Push, new RecordedPush(null, 7, null, null), Cancellation),
        ];
        foreach (var fact in facts)
        {
            await fact();
            Assert.Equal(CacheOutcome.Hit, (await Service.MapAsync(Push))!.Provenance!.Outcome);
        }

        await ReportAsync("task", Reports.Ok("a.toml"));
        Assert.Equal("""{"task":{"a.toml":true}}""", await Service.MapTextAsync(Push));
    }

    /// <summary>Its facts belong to an epoch that its results do not.</summary>
    [Fact]
    public async Task Map_FactsOfALaterEpoch_IsStillOfTheResultsVersion()
    {
        var reported = await ReportAsync("task", Reports.Ok("a.toml"));
        await Service.RestartAsync();
        var told = (await TellAsync("task", TaskRunState.Failed)).Head;

        Assert.NotEqual(reported.Stamp.Epoch, told.Stamp.Epoch);
        Assert.Equal(reported.Results, (await Service.HeadAsync(Push)).Results);
        Assert.Equal(PushVersion.OfResults(reported), PushVersion.OfResults(told));
        Assert.Equal(told, Assert.Single((await Service.Get<IPushList>().ReadAsync(new ListPushes(Push.Repository, 1, null), Cancellation)).Pushes));
    }

    [Fact]
    public async Task Read_Results_HasTheRunsWithoutTheFacts()
    {
        await TellAsync("task", TaskRunState.Failed, "told", new RunProperties("linux", null, null, null, null));
        await ReportAsync("task", Reports.Ok("a.toml"));

        var results = (await Service.Get<IPushSnapshots>().ReadResultsAsync(Push, Cancellation))!;

        Assert.Empty(results.Facts.States);
        var run = Assert.Single(results.TaskRuns);
        Assert.Equal(("test-linux/opt", null, null), (run.JobName, run.Properties, run.FirstReportedAt));
        Assert.Equal(await Service.HeadAsync(Push), results.Head);
    }
}
