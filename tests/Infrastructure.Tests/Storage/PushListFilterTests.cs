using GroupResults.Application.Facts;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure.Storage.Sqlite;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>Each order with each filter, page by page, against a plain evaluation of what is stored.</summary>
public sealed class PushListFilterTests : IAsyncLifetime
{
    private const string Repository = "autoland";
    private static readonly bool?[] Either = [null, true, false];

    private TestService _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Read_OfRandomPushes_EqualsAPlainEvaluation()
    {
        var random = new Random(15);
        for (var step = 0; step < 150; step++) await ActAsync(random, step);
        var pushes = new List<(PushHead Head, bool HasFailures)>();
        for (var number = 0; number < 16; number++)
        {
            var snapshot = await _service.SnapshotAsync(Named(number));
            pushes.Add((snapshot.Head, ResultCounts.Of(snapshot).Error > 0));
        }

        await AssertEqualsPlainAsync(pushes);
    }

    /// <summary>More pushes in a time window than are sorted.</summary>
    [Fact]
    public async Task Read_OfManyPushes_EqualsAPlainEvaluation()
    {
        const int Many = (PushListReader.MaxSorted * 3 / 2) + 8;
        _service.Sql(
            $"""
            INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt, Epoch, Counter, ResultsVersion, ResultsEpoch, ResultsCounter, IsComplete, Position, FailedRuns)
            SELECT '{Repository}', printf('%x', value), 1, 1, $now - value * 7000000, $now - value % 100 * 60000000, 1, 1, 1, 1, 1, value % 5 = 0, iif(value % 3 = 0, NULL, 5000 - value), value % 4
            FROM (WITH RECURSIVE numbers(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < {Many}) SELECT value FROM numbers)
            """.Replace("$now", $"{_service.Time.GetUtcNow().Ticks}", StringComparison.Ordinal));
        var pushes = new List<(PushHead Head, bool HasFailures)>();
        for (var number = 1; number <= Many; number++) pushes.Add((await _service.HeadAsync(Named(number)), number % 4 > 0));

        await AssertEqualsPlainAsync(pushes, size: 700);
    }

    [Fact]
    public async Task HasFailures_OfAReportThatIsReplaced_IsThatOfTheNewResults()
    {
        var push = Named(1);
        await _service.RecordAsync(push.Report("one", Reports.Error("a.toml"), Reports.Ok("b.toml")));
        await Task.WhenAll(
            _service.RecordAsync(push.Report("two", Reports.Error("a.toml"))), // Perhaps in one transaction.
            _service.RecordAsync(push.Report("three", Reports.Error("a.toml"))));
        await _service.RecordAsync([push.Report("two", Reports.Ok("a.toml")), push.Report("three", Reports.Ok("a.toml"))]);
        Assert.Equal((1, 0), await CountAsync());

        await _service.RecordAsync(push.Report("one", Reports.Error("a.toml"), Reports.Ok("b.toml", 20)));
        Assert.Equal((1, 0), await CountAsync());

        await _service.RecordAsync(push.Report("one"));
        Assert.Equal((0, 1), await CountAsync());
    }

    /// <summary>Also those that the transaction stored before it failed.</summary>
    [Fact]
    public async Task HasFailures_OfABatchThatIsRefused_IsAsBefore()
    {
        await _service.RecordAsync(Named(1).Report("one", Reports.Ok("a.toml")));
        await _service.RecordAsync(Named(2).Report("one", Reports.Ok("a.toml")));
        _service.Sql("CREATE TRIGGER Refuse BEFORE INSERT ON TaskRuns WHEN NEW.TaskId = 'bad' BEGIN SELECT raise(ABORT, 'refused'); END");

        await Assert.ThrowsAnyAsync<Exception>(() =>
            _service.RecordAsync([Named(1).Report("two", Reports.Error("a.toml")), Named(2).Report("bad", Reports.Error("a.toml"))]));

        Assert.Equal((0, 2), await CountAsync());
        await _service.RecordAsync(Named(1).Report("two", Reports.Error("a.toml")));
        Assert.Equal((1, 1), await CountAsync());
    }

    private static PushKey Named(int number) => new(Repository, $"{number:x}");

    private async Task ActAsync(Random random, int step)
    {
        var push = Named(step < 16 ? step : random.Next(16));
        _service.Time.Advance(TimeSpan.FromSeconds(random.Next(3) * 10));
        if (step >= 16 && random.Next(4) == 0)
        {
            var pushedAt = _service.Time.GetUtcNow().AddSeconds(random.Next(-600, 600));
            var recorded = new RecordedPush(null, random.Next(2) == 0 ? null : step, random.Next(2) == 0 ? null : pushedAt, null);
            await _service.Get<IFactStore>().RecordPushAsync(push, recorded, Cancellation);
            return;
        }

        GroupResult[] results = [.. Enumerable.Range(0, random.Next(3)).Select(group => new GroupResult($"{group}.toml", (GroupStatus)(random.Next(5) % 4), 1))];
        await _service.RecordAsync(push.Report($"task{random.Next(3)}", results));
        if (random.Next(6) == 0)
            await _service.Get<IFactStore>().SetExpectedAsync(push, new ExpectedTasks([new ExpectedTask("test-linux/opt", null, null)], IsFinal: true), Cancellation);
    }

    private async Task AssertEqualsPlainAsync(List<(PushHead Head, bool HasFailures)> pushes, int size = 3)
    {
        var now = _service.Time.GetUtcNow();
        var times = pushes.Select(push => push.Head.At).Order().ToList();
        DateTimeOffset?[] moments = [null, times[times.Count / 7], times[times.Count * 5 / 6]];
        var seen = 0;
        foreach (var order in Enum.GetValues<PushOrder>())
            foreach (var stability in (PushStability?[])[null, PushStability.Active, PushStability.Stable])
                foreach (var since in moments)
                    foreach (var before in moments)
                        foreach (var hasFailures in Either)
                        {
                            var filter = new PushFilter(stability is { } at ? new StabilityAt(at, now) : null, since, before, hasFailures);
                            var expected = Plain(pushes, order, filter, now);
                            Assert.Equal(expected, await WalkAsync(order, filter, size, expected.Count));
                            seen += expected.Count > size ? 1 : 0;
                        }

        Assert.InRange(seen, 30, int.MaxValue); // Those have several pages.
    }

    private List<string> Plain(List<(PushHead Head, bool HasFailures)> pushes, PushOrder order, PushFilter filter, DateTimeOffset now)
    {
        var policy = _service.Get<StabilityPolicy>();
        var matching = pushes
            .Where(push => filter.Stability is null || policy.At(push.Head, now) == filter.Stability.Stability)
            .Where(push => !(push.Head.At < filter.PushedSince) && !(push.Head.At >= filter.PushedBefore))
            .Where(push => filter.HasFailures is null || push.HasFailures == filter.HasFailures)
            .Select(push => push.Head);
        var ordered = order is PushOrder.Activity
            ? matching.OrderByDescending(head => head.LastActivityAt)
            : matching.OrderByDescending(head => head.Recorded.Position ?? -1).ThenByDescending(head => head.Recorded.Position is null ? head.At : default);
        return [.. ordered.ThenByDescending(head => head.Id).Select(head => head.Push.Revision)];
    }

    private async Task<List<string>> WalkAsync(PushOrder order, PushFilter filter, int size, int total)
    {
        List<string> walked = [];
        PushListPlace? after = null;
        PushListPage page;
        do
        {
            page = await _service.Mediator.Send(new ListPushes(Repository, size, after) { Order = order, Filter = filter });
            Assert.Equal(total, page.TotalCount);
            walked.AddRange(page.Pushes.Select(head => head.Push.Revision));
            Assert.True(page.Pushes.Count == size || !page.HasNextPage);
            if (page.HasNextPage) after = PushListPlace.Of(page.Pushes[^1], order);
        }
        while (page.HasNextPage);
        return walked;
    }

    private async Task<(int WithFailures, int Without)> CountAsync()
    {
        var (with, without) = (await ReadAsync(true), await ReadAsync(false));
        Assert.Equal((with.TotalCount, without.TotalCount), (with.Pushes.Count, without.Pushes.Count));
        return (with.Pushes.Count, without.Pushes.Count);
    }

    private Task<PushListPage> ReadAsync(bool hasFailures) =>
        _service.Mediator.Send(new ListPushes(Repository, 10, null) { Filter = new PushFilter(HasFailures: hasFailures) });
}
