using GroupResults.Application;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Warming;
using GroupResults.Domain.Results;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>What waits for the writer: how much, for how long, and what becomes of it at the end.</summary>
public sealed class FullQueueTests
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(7);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_TooManyWait_IsRefusedUntilThereIsRoom()
    {
        await using var service = await StartAsync(new WriterLimits { MaxWaitingReports = 3, RetryAfter = RetryAfter });
        IReadOnlyList<Task<RecordedReport>> sent;
        using (WriteLock.Take(service))
        {
            sent = await WriteLock.SendAsync(service, Numbered(2));

            var refusal = await Assert.ThrowsAsync<UnavailableException>(() => service.RecordAsync([Reports.Push.Report("batch-1"), Reports.Push.Report("batch-2")]));
            Assert.Equal("Too many reports are waiting to be stored: nothing was stored. Send the report again in 7 s.", refusal.Message);
            Assert.Equal(RetryAfter, refusal.Refusals[0].RetryAfter);
            sent = [.. sent, .. await WriteLock.SendAsync(service, Reports.Push.Report("last"))];
            await Assert.ThrowsAsync<UnavailableException>(() => service.RecordAsync(Reports.Push.Report("refused")));
            Assert.Equal(3, service.Get<IReportStore>().Waiting);
        }

        Assert.Equal([1, 2, 3], (await Task.WhenAll(sent)).Select(report => report.Head.Version));
        Assert.Equal(0, service.Get<IReportStore>().Waiting);
        Assert.Equal(4, (await service.RecordAsync(Reports.Push.Report("refused"))).Head.Version);
    }

    [Fact]
    public async Task Append_TooMuchWaits_IsRefusedUntilThereIsRoom()
    {
        await using var service = await StartAsync(new WriterLimits { MaxWaitingBytes = 2000 });
        var large = Reports.Push.Report("large", [.. Enumerable.Range(0, 100).Select(number => Reports.Ok($"{number}.toml"))]);
        using (WriteLock.Take(service))
        {
            // However large, it is taken where nothing waits: else it could never be stored.
            var sent = await WriteLock.SendAsync(service, large);
            await Assert.ThrowsAsync<UnavailableException>(() => service.RecordAsync(Reports.Push.Report("small")));
            Assert.False(sent[0].IsCompleted);
        }

        await Eventually.TrueAsync(() => service.Get<IReportStore>().Waiting == 0, "the large report is taken");
        await service.RecordAsync(Reports.Push.Report("small"));
        Assert.Equal(2, (await service.HeadAsync(Reports.Push)).Version);
    }

    [Fact]
    public async Task ClaimNext_QueueIsFull_IsTakenAndGoesFirst()
    {
        await using var service = await StartAsync(new WriterLimits { MaxWaitingReports = 1 });
        await service.RecordAsync(Reports.Push.Report("first", Reports.Ok("a.toml")));
        service.Time.Advance(TimeSpan.FromMinutes(5));
        Task<WarmUpClaim?> claim;
        IReadOnlyList<Task<RecordedReport>> sent;
        using (WriteLock.Take(service))
        {
            sent = await WriteLock.SendAsync(service, Reports.Push.Report("second", Reports.Ok("a.toml")));
            claim = service.Get<IWarmUpQueue>().ClaimNextAsync(service.Time.GetUtcNow(), RunDueWarmUps.Lease, Cancellation);
            await Assert.ThrowsAsync<UnavailableException>(() => service.RecordAsync(Reports.Push.Report("third")));
        }

        // The report would have moved the warm-up out of reach.
        Assert.Equal(Reports.Push, (await claim)!.Push);
        await sent[0];
        Assert.Null(service.Sql("SELECT Token FROM WarmUps"));
    }

    [Fact]
    public async Task Append_CancelledBeforeItsTurn_LeavesNothing()
    {
        await using var service = await StartAsync(WriterLimits.Default);
        using var gone = new CancellationTokenSource();
        IReadOnlyList<Task<RecordedReport>> sent;
        using (WriteLock.Take(service))
        {
            sent = await WriteLock.SendAsync(service, Reports.Push.Report("before"));
            var cancelled = service.Mediator.Send(new RecordGroupResults(Reports.Push.Report("gone", Reports.Ok("gone.toml"))), gone.Token);
            await Eventually.TrueAsync(() => service.Get<IReportStore>().Waiting == 2, "the report waits");
            sent = [.. sent, .. await WriteLock.SendAsync(service, Reports.Push.Report("after"))];
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled); // At once: the storage is still held.
        }

        Assert.Equal([1, 2], (await Task.WhenAll(sent)).Select(report => report.Head.Version));
        Assert.Equal("""{}""", await service.MapTextAsync(Reports.Push));
        Assert.Equal(2L, service.Sql("SELECT COUNT(*) FROM TaskRuns"));
        Assert.Equal(0L, service.Sql("SELECT COUNT(*) FROM Groups"));
    }

    [Fact]
    public async Task Append_CancelledFromTheStart_LeavesNothing()
    {
        await using var service = await StartAsync(WriterLimits.Default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => service.Mediator.Send(new RecordGroupResults(Reports.Push.Report("gone")), new CancellationToken(canceled: true)));
        Assert.Equal(0L, service.Sql("SELECT COUNT(*) FROM TaskRuns"));
    }

    [Fact]
    public async Task Append_StorageIsHeldTooLong_RefusesWhatWaitsAndGoesOnAfterwards()
    {
        await using var service = await StartAsync(WriterLimits.Default);
        await service.RecordAsync(Reports.Push.Report("first", Reports.Ok("a.toml")));
        service.Time.Advance(TimeSpan.FromMinutes(5));
        IReadOnlyList<Task<RecordedReport>> sent;
        Task<WarmUpClaim?> claim;
        using (WriteLock.Take(service))
        {
            claim = service.Get<IWarmUpQueue>().ClaimNextAsync(service.Time.GetUtcNow(), RunDueWarmUps.Lease, Cancellation);
            sent = await WriteLock.SendAsync(service, Numbered(3));
            await Assert.ThrowsAsync<UnavailableException>(() => sent[0]);
        }

        // The one wait was for all of them: none waits anew, now that the storage is free.
        foreach (var report in sent)
        {
            var refusal = await Assert.ThrowsAsync<UnavailableException>(() => report);
            Assert.Equal("Another process has locked the storage; try again.", refusal.Message);
            Assert.NotNull(refusal.Refusals[0].RetryAfter);
        }

        await Assert.ThrowsAsync<UnavailableException>(() => claim);
        Assert.Equal(2, (await service.RecordAsync(Reports.Push.Report("task"))).Head.Version);
        Assert.Equal(2L, service.Sql("SELECT COUNT(*) FROM TaskRuns"));
    }

    [Fact]
    public async Task Dispose_ReportsWait_StoresThemFirst()
    {
        using var directory = new TestDirectory();
        var options = new TestServiceOptions { DatabasePath = directory.Database };
        var service = await TestService.StartAsync(options);
        IReadOnlyList<Task<RecordedReport>> sent;
        Task disposal;
        using (WriteLock.Take(service))
        {
            sent = await WriteLock.SendAsync(service, Numbered(3));
            disposal = Task.Run(async () => await service.DisposeAsync(), Cancellation);
        }

        await disposal;
        Assert.Equal([1, 2, 3], (await Task.WhenAll(sent)).Select(report => report.Head.Version));
        await using var next = await TestService.StartAsync(options);
        Assert.Equal(3, (await next.HeadAsync(Reports.Push)).Version);
    }

    [Fact]
    public async Task Append_AfterDisposal_IsRefused()
    {
        await using var service = await StartAsync(WriterLimits.Default);
        var store = service.Get<IReportStore>();
        var report = Domain.Results.Report.Create(Reports.Push, new TaskRunKey("task", 0), null, []);
        service.Get<SqliteWriter>().Dispose();
        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => store.AppendAsync([report], Cancellation));
        Assert.Equal("The service is stopping: nothing was stored.", refusal.Message);
    }

    private static IEnumerable<ReportInput> Numbered(int count) =>
        Enumerable.Range(0, count).Select(number => Reports.Push.Report($"task-{number}", Reports.Ok($"{number}.toml")));

    private static Task<TestService> StartAsync(WriterLimits limits) => TestService.StartAsync(
        new TestServiceOptions { Configure = services => services.AddSingleton(limits) });
}
