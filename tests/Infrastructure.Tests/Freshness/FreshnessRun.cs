using System.Text.Json;
using GroupResults.Application.Caching;
using GroupResults.Application.Results;
using GroupResults.Domain.Results;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Freshness;

/// <summary>
/// Readers and writers at random on one push. Each writer keeps one task run and writes a number into its results that
/// grows by 1; before each read a reader notes the numbers that were acknowledged, and finds none smaller in the answer.
/// Stores are held back now and then until another report has been acknowledged.
/// </summary>
internal sealed class FreshnessRun : IDisposable
{
    private const int Writers = 2;
    private const int Readers = 4;

    /// <summary>One report for so many reads, on average.</summary>
    private const int ReadsPerReport = 50;

    private const int StoresPerDelay = 25;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly long[] _acknowledged = new long[Writers];
    private readonly SemaphoreSlim _reportWanted = new(0);
    private readonly CancellationTokenSource _readersDone = new();
    private TestService _service = null!;
    private long _reports;
    private long _stale;
    private int _stores;
    private int _delayed;

    internal long Stale => Interlocked.Read(ref _stale);

    internal long Reports => Interlocked.Read(ref _reports);

    /// <param name="operations">Reads and reports together, at least.</param>
    internal async Task RunAsync(int operations, bool versionless, long memoryLimitBytes)
    {
        await using var service = _service = await TestService.StartAsync(new TestServiceOptions
        {
            MemoryLimitBytes = memoryLimitBytes,
            Configure = services => services.Decorate<IMemoryLevel<PushVersion>>(
                cache => new StoreHook(versionless ? new VersionlessCache(cache) : cache, DelayNowAndThen)),
        });
        for (var writer = 0; writer < Writers; writer++) await WriteAsync(writer);
        var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => KeepWritingAsync(writer))).ToList();
        var quota = operations / Readers;
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Run(() => KeepReadingAsync(new Random(reader), quota))));
        await _readersDone.CancelAsync();
        await Task.WhenAll(writing);
    }

    public void Dispose()
    {
        _reportWanted.Dispose();
        _readersDone.Dispose();
    }

    private async Task KeepWritingAsync(int writer)
    {
        while (true)
        {
            try
            {
                await _reportWanted.WaitAsync(_readersDone.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await WriteAsync(writer);
        }
    }

    private async Task WriteAsync(int writer)
    {
        var number = _acknowledged[writer] + 1;
        var recorded = await _service.RecordAsync(
            Tests.Reports.Push.Report($"writer-{writer}", new GroupResult("dir/a.toml", GroupStatus.Ok, 0), new GroupResult($"{number}", GroupStatus.Ok, 0)));
        Assert.True(recorded.Changed);
        Interlocked.Increment(ref _reports);
        Volatile.Write(ref _acknowledged[writer], number);
    }

    private async Task KeepReadingAsync(Random random, int quota)
    {
        var seen = new long[Writers];
        for (var i = 0; i < quota; i++)
        {
            if (random.Next(ReadsPerReport) == 0) _reportWanted.Release();
            while (_reportWanted.CurrentCount > Writers) await Task.Yield(); // The writers keep up.
            if (random.Next(1000) == 0) _service.Time.AdjustTime(TestService.StartTime + (Hour * random.Next(-1, 2)));
            for (var writer = 0; writer < Writers; writer++) seen[writer] = Volatile.Read(ref _acknowledged[writer]);
            Check(await ReadAsync(random), seen);
        }
    }

    private async Task<string> ReadAsync(Random random)
    {
        var push = Tests.Reports.Push;
        switch (random.Next(5))
        {
            case 0:
                return await _service.MapTextAsync(push, ContentCoding.Gzip);
            case 1:
                return await _service.MapTextAsync(push, ContentCoding.Brotli);
            case 2:
                var view = await _service.Mediator.Send(new GetPush(push, PushParts.ResultMap | PushParts.Counts | PushParts.TaskRuns));
                Assert.Equal(view!.Head, view.Snapshot!.Head);
                Assert.Equal(Writers * 2, view.Counts!.Ok);
                var map = System.Text.Encoding.UTF8.GetString(view.ResultMap!.Value.Span);
                if (map != System.Text.Encoding.UTF8.GetString(ResultMapWriter.Write(view.Snapshot))) Interlocked.Increment(ref _stale);
                return map;
            case 3:
                view = await _service.Mediator.Send(new GetPush(push, PushParts.ResultMap | PushParts.Counts));
                return System.Text.Encoding.UTF8.GetString(view!.ResultMap!.Value.Span);
            default:
                return await _service.MapTextAsync(push);
        }
    }

    private void Check(string map, long[] seen)
    {
        using var json = JsonDocument.Parse(map);
        for (var writer = 0; writer < Writers; writer++)
        {
            var number = json.RootElement.GetProperty($"writer-{writer}").EnumerateObject()
                .Select(group => long.TryParse(group.Name, System.Globalization.CultureInfo.InvariantCulture, out var found) ? found : 0).Max();
            if (number < seen[writer]) Interlocked.Increment(ref _stale);
        }
    }

    /// <summary>
    /// Holds one store at a time, and it holds only readers: the writers go on, as they never store. So it ends.
    /// </summary>
    private void DelayNowAndThen(CacheEntry<PushVersion> answer)
    {
        if (Interlocked.Increment(ref _stores) % StoresPerDelay != 0 || Interlocked.Exchange(ref _delayed, 1) == 1) return;
        var before = Reports;
        _reportWanted.Release();
        SpinWait.SpinUntil(() => Reports > before);
        Volatile.Write(ref _delayed, 0);
    }
}
