using GroupResults.Application.Caching;
using GroupResults.Application.Tests.Fakes;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Caching;

/// <summary>Many readers at once. A reader has joined the computation by the time that sending it has returned.</summary>
public sealed class StampedeTests : IDisposable
{
    private const int Readers = 50;

    private readonly TestApplication _application = new();
    private readonly Gate _gate = new();

    public StampedeTests() => _application.Storage.BeforeSnapshot = number => number == 1 ? _gate.PassAsync() : Task.CompletedTask;

    public void Dispose() => _application.Dispose();

    [Theory]
    [InlineData(ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Brotli)]
    public async Task Get_SimultaneousMisses_ComputeOnce(ContentCoding coding)
    {
        var head = _application.Storage.Report(Push);
        var readers = Send(Readers, coding);
        await _gate.Entered;
        _gate.Open();

        var answers = await Task.WhenAll(readers);

        Assert.Equal(1, _application.Storage.SnapshotReads);
        Assert.Equal(1, _application.Metrics.Computations);
        Assert.Equal(Readers, _application.Metrics.Misses);
        Assert.Equal(0, _application.Metrics.Hits);
        Assert.All(answers, answer =>
        {
            Assert.Equal(head, answer!.Head);
            Assert.True(answer.Bytes.Equals(answers[0]!.Bytes), "All get the same bytes.");
            Assert.Equal(CacheOutcome.Miss, answer.Provenance!.Outcome);
        });
    }

    [Fact]
    public async Task Get_SimultaneousMissesOfAllForms_ComputeOnceAndEncodeOnce()
    {
        _application.Storage.Report(Push);
        List<Task<PushAnswer?>> readers =
            [.. Send(10, ContentCoding.Gzip), .. Send(10, ContentCoding.Identity), .. Send(10, ContentCoding.Brotli)];
        await _gate.Entered;
        _gate.Open();

        await Task.WhenAll(readers);

        Assert.Equal(1, _application.Storage.SnapshotReads);
        Assert.Equal(
            [ContentCoding.Identity, ContentCoding.Gzip, ContentCoding.Brotli],
            _application.Memory.Stored.Select(entry => entry.Key.Coding).Order());
    }

    [Fact]
    public async Task Get_NewerHeadsWhileOneComputes_WaitForTheNextWhichServesThemAll()
    {
        var snapshotTaken = new Gate();
        var first = _application.Storage.Report(Push, "task1");
        _application.Storage.BeforeSnapshot = _ => Task.CompletedTask;
        _application.Storage.AfterSnapshot = number =>
        {
            if (number == 1) snapshotTaken.PassAsync().GetAwaiter().GetResult();
        };
        var reader = Assert.Single(Send(1));
        await snapshotTaken.Entered;

        // A flood of versions, with readers of each, while the first computation runs.
        List<(long Version, Task<PushAnswer?> Answer)> later = [];
        for (var version = 2; version <= 6; version++)
        {
            Assert.Equal(version, _application.Storage.Report(Push, $"task{version}").Version);
            later.AddRange(Send(10).Select(answer => ((long)version, answer)));
        }

        Assert.DoesNotContain(later, one => one.Answer.IsCompleted);
        snapshotTaken.Open();

        Assert.Equal(first, (await reader)!.Head);
        foreach (var (version, answer) in later) Assert.InRange((await answer)!.Head.Version, version, 6);
        Assert.Equal(2, _application.Storage.SnapshotReads);
        Assert.Equal(2, _application.Metrics.Computations);
    }

    [Fact]
    public async Task Get_OtherPushesAndKinds_DoNotWaitForEachOther()
    {
        var other = Push with { Revision = "def" };
        _application.Storage.Report(Push);
        _application.Storage.Report(other);
        var held = Assert.Single(Send(1));
        await _gate.Entered;

        Assert.NotNull(await _application.SendAsync(MapOf(other)));
        Assert.NotNull(await _application.SendAsync(CountsOf(Push)));
        Assert.False(held.IsCompleted);

        _gate.Open();
        Assert.NotNull(await held);
    }

    [Fact]
    public async Task Get_ComputationFails_ReachesAllItsWaitersAndTheNextComputesAgain()
    {
        _application.Storage.Report(Push);
        _application.Storage.BeforeSnapshot = async number =>
        {
            if (number > 1) return;
            await _gate.PassAsync();
            throw new InvalidDataException("broken");
        };
        var readers = Send(Readers);
        await _gate.Entered;
        _gate.Open();

        foreach (var reader in readers)
            Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidDataException>(() => reader)).Message);
        Assert.Equal(1, _application.Storage.SnapshotReads);
        Assert.Empty(_application.Memory.Stored);

        Assert.NotNull(await _application.SendAsync(MapOf(Push)));
        Assert.Equal(2, _application.Storage.SnapshotReads);
    }

    [Theory]
    [InlineData(0, ContentCoding.Identity)]
    [InlineData(0, ContentCoding.Gzip)]
    [InlineData(1, ContentCoding.Identity)]
    [InlineData(1, ContentCoding.Gzip)]
    public async Task Get_OneWaiterCancels_LeavesTheOthers(int cancelled, ContentCoding coding)
    {
        _application.Storage.Report(Push);
        using var cancellation = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3)
            .Select(i => _application.SendAsync(MapOf(Push, coding), i == cancelled ? cancellation.Token : Cancellation))
            .ToArray();
        await _gate.Entered;

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => readers[cancelled]);
        _gate.Open();

        foreach (var reader in readers.Where((_, i) => i != cancelled)) Assert.NotNull(await reader);
        Assert.Equal(1, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task GetCounts_ItsStarterCancels_LeavesTheOthers()
    {
        _application.Storage.Report(Push);
        using var cancellation = new CancellationTokenSource();
        var starter = _application.SendAsync(CountsOf(Push), cancellation.Token);
        var other = _application.SendAsync(CountsOf(Push));
        await _gate.Entered;

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starter);
        _gate.Open();

        Assert.NotNull(await other);
        Assert.Equal(1, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Get_PushMadeAnewWhileAComputationFindsNone_IsNotMissed()
    {
        _application.Storage.Report(Push);
        Task<PushAnswer?>? later = null;
        _application.Storage.AfterSnapshot = number =>
        {
            if (number > 1) return;
            _application.Storage.Report(Push);
            later = _application.SendAsync(MapOf(Push));
        };
        var first = Assert.Single(Send(1));
        await _gate.Entered;
        _application.Storage.Forget(Push);
        _gate.Open();

        await first;
        Assert.NotNull(await later!);
    }

    [Fact]
    public async Task Get_WhileReportsCome_IsNeverOlderThanTheHead()
    {
        _application.Storage.BeforeSnapshot = static async _ => await Task.Yield();
        _application.Storage.Report(Push, "task0");
        var codings = Enum.GetValues<ContentCoding>();

        var readers = Enumerable.Range(0, 6).Select(reader => Task.Run(
            async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    var head = await _application.Storage.FindAsync(Push, Cancellation);
                    var answer = await _application.SendAsync(MapOf(Push, codings[reader % 3]));
                    Assert.True(answer!.Head.Version >= head!.Version, "An answer is older than the head read before it.");
                }
            },
            Cancellation));
        var writer = Task.Run(
            async () =>
            {
                for (var i = 1; i <= 100; i++)
                {
                    _application.Storage.Report(Push, $"task{i}");
                    await Task.Yield();
                }
            },
            Cancellation);

        await Task.WhenAll([writer, .. readers]);
        Assert.Equal(101, (await _application.SendAsync(MapOf(Push)))!.Head.Version);
    }

    private Task<PushAnswer?>[] Send(int readers, ContentCoding coding = ContentCoding.Identity) =>
        [.. Enumerable.Range(0, readers).Select(_ => _application.SendAsync(MapOf(Push, coding)))];
}
