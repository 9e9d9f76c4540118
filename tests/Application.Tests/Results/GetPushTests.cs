using System.Text.Json;
using GroupResults.Application.Results;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Pushes;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Results;

/// <summary>Each report brings one more task here, so the parts of version n show n tasks.</summary>
public sealed class GetPushTests : IDisposable
{
    private const PushParts All = PushParts.ResultMap | PushParts.Counts | PushParts.TaskRuns;

    private readonly TestApplication _application = new();
    private int _reads;
    private int _tasks;

    public void Dispose() => _application.Dispose();

    [Theory]
    [InlineData(PushParts.None)]
    [InlineData(PushParts.Counts)]
    [InlineData(All)]
    public async Task Get_UnknownPush_IsNull(PushParts parts) => Assert.Null(await _application.SendAsync(new GetPush(Push, parts)));

    [Fact]
    public async Task Get_NoParts_ReadsTheHeadOnly()
    {
        var head = Report();

        Assert.Equal(new PushView(head), await _application.SendAsync(new GetPush(Push, PushParts.None)));
        Assert.Equal(0, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Get_HeadGiven_IsNotReadAgain()
    {
        var head = Report();
        _application.Storage.AfterHead = static () => throw new InvalidOperationException("It was read.");

        foreach (var parts in new[] { PushParts.None, PushParts.TaskRuns })
            Assert.Equal(head, (await _application.SendAsync(new GetPush(Push, parts, head)))!.Head);
    }

    [Theory]
    [InlineData(PushParts.ResultMap)]
    [InlineData(PushParts.Counts)]
    [InlineData(PushParts.TaskRuns)]
    [InlineData(PushParts.ResultMap | PushParts.Counts)]
    [InlineData(PushParts.ResultMap | PushParts.TaskRuns)]
    [InlineData(PushParts.Counts | PushParts.TaskRuns)]
    [InlineData(All)]
    public async Task Get_NoReportBetween_HasThePartsAskedFor(PushParts parts)
    {
        Report();
        Report();

        var view = await _application.SendAsync(new GetPush(Push, parts));

        AssertOfOneVersion(view, parts, 2);
        Assert.Equal(2, view!.Head.Version);
        var throughCache = parts.HasFlag(PushParts.ResultMap) || parts is PushParts.Counts;
        Assert.Equal(throughCache ? CacheOutcome.Miss : null, view.Cache?.Outcome);
    }

    public static TheoryData<PushParts, int, bool> Interruptions
    {
        get
        {
            var data = new TheoryData<PushParts, int, bool>();
            for (var parts = PushParts.ResultMap; parts <= All; parts++)
            {
                for (var read = 1; read <= 5; read++)
                {
                    data.Add(parts, read, false);
                    data.Add(parts, read, true);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task Get_ReportComesBetweenTwoReads_IsOfOneVersion(PushParts parts, int read, bool isCached)
    {
        Report();
        if (isCached) await _application.SendAsync(new GetPush(Push, All));
        OnEachRead(number =>
        {
            if (number == read) Report();
        });

        AssertOfOneVersion(await _application.SendAsync(new GetPush(Push, parts)), parts, 1);
    }

    [Theory]
    [InlineData(PushParts.ResultMap | PushParts.Counts)]
    [InlineData(PushParts.ResultMap | PushParts.TaskRuns)]
    [InlineData(All)]
    public async Task Get_ReportsComeAtEveryRead_IsOfOneVersion(PushParts parts)
    {
        Report();
        OnEachRead(_ => Report());

        AssertOfOneVersion(await _application.SendAsync(new GetPush(Push, parts)), parts, 1);
    }

    [Theory]
    [InlineData(PushParts.ResultMap | PushParts.Counts)]
    [InlineData(All)]
    public async Task Get_PushVanishesBetweenTwoReads_IsNullOrWhole(PushParts parts)
    {
        for (var read = 1; read <= 4; read++)
        {
            _reads = 0;
            var head = Report();
            OnEachRead(number =>
            {
                if (number == read) _application.Storage.Forget(Push);
            });

            if (await _application.SendAsync(new GetPush(Push, parts)) is { } view) AssertOfOneVersion(view, parts, head.Version);
            OnEachRead(static _ => { });
            _application.Storage.Forget(Push);
        }
    }

    private static void AssertOfOneVersion(PushView? view, PushParts parts, long atLeast)
    {
        Assert.NotNull(view);
        Assert.True(view.Head.Version >= atLeast, "It is older than the push was when it was asked for.");
        Assert.Equal(parts.HasFlag(PushParts.ResultMap), view.ResultMap is not null);
        Assert.Equal(parts.HasFlag(PushParts.Counts), view.Counts is not null);
        Assert.Equal(parts.HasFlag(PushParts.TaskRuns), view.Snapshot is not null);
        if (view.ResultMap is { } map)
        {
            using var parsed = JsonDocument.Parse(map);
            Assert.Equal(view.Head.Version, parsed.RootElement.EnumerateObject().Count());
        }

        if (view.Counts is { } counts) Assert.Equal(view.Head.Version, counts.TaskRuns);
        if (view.Snapshot is { } snapshot)
        {
            Assert.Equal(view.Head, snapshot.Head);
            Assert.Equal(view.Head.Version, snapshot.TaskRuns.Count);
        }
    }

    /// <summary>After each read of a head or a snapshot, before its reader sees it.</summary>
    private void OnEachRead(Action<int> act)
    {
        _application.Storage.AfterHead = () => act(Interlocked.Increment(ref _reads));
        _application.Storage.AfterSnapshot = _ => act(Interlocked.Increment(ref _reads));
    }

    private PushHead Report() => _application.Storage.Report(Push, $"task{Interlocked.Increment(ref _tasks)}");
}
