using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Tests.Storage;

public sealed class PushListTests : IAsyncLifetime
{
    private TestService _service = null!;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Read_PageByPage_ListsEveryPushOnceNewestActivityFirst()
    {
        // 3 pushes at each of 4 moments: pages end between pushes of equal activity.
        var expected = new List<PushHead>();
        for (var moment = 0; moment < 4; moment++)
        {
            for (var number = 0; number < 3; number++)
                expected.Add((await ReportAsync(new PushKey("autoland", $"{moment}{number}"))).Head);
            await ReportAsync(new PushKey("try", $"{moment}"));
            _service.Time.Advance(TimeSpan.FromTicks(1));
        }

        expected.Reverse();
        for (var size = 1; size <= 13; size++) Assert.Equal(expected, await WalkAsync("autoland", size));
    }

    [Fact]
    public async Task Read_PushMovesWhilePaging_NoOtherIsMissedOrDoubled()
    {
        for (var number = 0; number < 6; number++) await ReportAsync(new PushKey("autoland", $"{number}"));
        var first = await ListAsync("autoland", 2, null);
        Assert.Equal(["5", "4"], first.Pushes.Select(push => push.Push.Revision), StringComparer.Ordinal);

        _service.Time.Advance(TimeSpan.FromSeconds(1));
        await _service.RecordAsync(new PushKey("autoland", "2").Report("another", Reports.Ok("a.toml")));

        var rest = await ListAsync("autoland", 10, PushActivityPlace.Of(first.Pushes[^1]));
        Assert.Equal(["3", "1", "0"], rest.Pushes.Select(push => push.Push.Revision), StringComparer.Ordinal);
        Assert.False(rest.HasNextPage);
        Assert.Equal(6, rest.TotalCount);
    }

    [Fact]
    public async Task Read_LastPageIsFull_SaysThatNoneFollows()
    {
        for (var number = 0; number < 4; number++) await ReportAsync(new PushKey("autoland", $"{number}"));
        var first = await ListAsync("autoland", 2, null);
        Assert.True(first.HasNextPage);
        Assert.False((await ListAsync("autoland", 2, PushActivityPlace.Of(first.Pushes[^1]))).HasNextPage);
    }

    [Fact]
    public async Task Read_RepositoryNeverSeen_IsEmpty()
    {
        await ReportAsync(Reports.Push);
        var page = await ListAsync("never", 10, null);
        Assert.Empty(page.Pushes);
        Assert.Equal(0, page.TotalCount);
    }

    [Fact]
    public async Task Count_PushFallsIdle_IsStableFromTheThresholdsTickOn()
    {
        await ReportAsync(new PushKey("autoland", "1"));
        _service.Time.Advance(TimeSpan.FromMinutes(1));
        await ReportAsync(new PushKey("try", "2"));

        _service.Time.Advance(TimeSpan.FromMinutes(4) - TimeSpan.FromTicks(1));
        Assert.Equal((2, 0), await CountAsync());
        _service.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((1, 1), await CountAsync());
    }

    private Task<Application.Ingestion.RecordedReport> ReportAsync(PushKey push) =>
        _service.RecordAsync(push.Report("task", Reports.Ok("a.toml")));

    private Task<PushListPage> ListAsync(string repository, int first, PushListPlace? after) =>
        _service.Mediator.Send(new ListPushes(repository, first, after));

    private async Task<List<PushHead>> WalkAsync(string repository, int size)
    {
        var walked = new List<PushHead>();
        PushListPage page;
        do
        {
            page = await ListAsync(repository, size, walked.Count == 0 ? null : PushActivityPlace.Of(walked[^1]));
            Assert.InRange(page.Pushes.Count, 1, size);
            Assert.Equal(12, page.TotalCount);
            walked.AddRange(page.Pushes);
        }
        while (page.HasNextPage);
        return walked;
    }

    private async Task<(int Active, int Stable)> CountAsync()
    {
        var statistics = await _service.Mediator.Send(new Application.Monitoring.GetCacheStatistics());
        return (statistics.ActivePushes, statistics.StablePushes);
    }
}
