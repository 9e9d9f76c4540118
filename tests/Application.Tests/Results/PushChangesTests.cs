using System.Text;
using GroupResults.Application.Results;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using Microsoft.Extensions.Time.Testing;
using static GroupResults.Application.Tests.Results.TestSnapshots;

namespace GroupResults.Application.Tests.Results;

public sealed class PushChangesTests
{
    private static readonly PushKey Push = new("autoland", "abc");

    private readonly FakeStorage _storage = new(new FakeTimeProvider(), TimeSpan.Zero);

    [Fact]
    public async Task Since_NoCursor_IsAResetWithEverything() =>
        AssertReset(await ReportedAsync(), changes: PushChanges.Since(await SnapshotAsync(), null));

    [Fact]
    public async Task Since_UnknownIncarnation_IsAResetWithEverything()
    {
        var snapshot = await ReportedAsync();
        var other = At(snapshot, 1) with { Incarnation = new Incarnation(snapshot.Head.Incarnation.Value + 1) };

        AssertReset(snapshot, PushChanges.Since(snapshot, other));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public async Task Since_VersionThatNeverWas_IsAResetWithEverything(long version)
    {
        var snapshot = await ReportedAsync();

        AssertReset(snapshot, PushChanges.Since(snapshot, At(snapshot, version)));
    }

    [Fact]
    public async Task Since_ChangeThatTheDatabaseHasLost_IsAResetWithEverything()
    {
        var snapshot = await ReportedAsync();
        var stamp = snapshot.Head.Stamp;

        AssertReset(snapshot, PushChanges.Since(snapshot, At(snapshot, 2) with { Stamp = stamp with { Counter = stamp.Counter + 1 } }));
        AssertReset(snapshot, PushChanges.Since(snapshot, At(snapshot, 2) with { Stamp = stamp with { Epoch = new Epoch(stamp.Epoch.Value + 1) } }));
    }

    [Fact]
    public async Task Since_Version0_HasEverythingAndIsNoReset()
    {
        var snapshot = await ReportedAsync();

        var changes = PushChanges.Since(snapshot, At(snapshot, 0));

        Assert.False(changes.IsReset);
        Assert.Equal(snapshot.TaskRuns, changes.TaskRuns.Select(run => run.Report));
        Assert.Equal("""{"a":{"x":true},"b":{"x":true},"c":{}}""", TextOf(changes));
    }

    [Fact]
    public async Task Since_OwnVersion_HasNothing()
    {
        var snapshot = await ReportedAsync();

        var changes = PushChanges.Since(snapshot, PushCursor.Of(snapshot.Head));

        Assert.False(changes.IsReset);
        Assert.Empty(changes.TaskRuns);
        Assert.Equal("{}", TextOf(changes));
        Assert.Equal(3, changes.Counts().TaskRuns);
    }

    [Fact]
    public async Task Since_EarlierVersion_HasTheTaskRunsThatChangedInTheOrderOfTheirFirstReport()
    {
        var before = (await ReportedAsync()).Head;
        _storage.Report(Push, "d", 0, Ok("y"));
        _storage.Report(Push, "a", 0, Error("x"));

        var changes = PushChanges.Since(await SnapshotAsync(), PushCursor.Of(before));

        Assert.False(changes.IsReset);
        Assert.Equal([new TaskRunKey("a", 0), new TaskRunKey("d", 0)], changes.TaskRuns.Select(run => run.Key));
        Assert.Equal("""{"a":{"x":false},"d":{"y":true}}""", TextOf(changes));
    }

    [Fact]
    public async Task Since_ReportThatWasKnown_HasNothing()
    {
        var before = (await ReportedAsync()).Head;
        _storage.Report(Push, "a", 0, Ok("x"));

        Assert.Empty(PushChanges.Since(await SnapshotAsync(), PushCursor.Of(before)).TaskRuns);
    }

    [Fact]
    public async Task ResultMap_OneOfSeveralRunsChanged_HasTheWholeEntryOfTheTask()
    {
        _storage.Report(Push, "a", 0, Ok("x"), Error("y"));
        var before = _storage.Report(Push, "b", 0, Ok("x"));
        _storage.Report(Push, "a", 1, Ok("y"));

        var changes = PushChanges.Since(await SnapshotAsync(), PushCursor.Of(before));

        Assert.Equal([new TaskRunKey("a", 1)], changes.TaskRuns.Select(run => run.Key));
        Assert.Equal("""{"a":{"x":true,"y":true}}""", TextOf(changes));
    }

    [Fact]
    public async Task ResultMap_TaskWithNothingLeft_HasAnEmptyEntry()
    {
        var before = (await ReportedAsync()).Head;
        _storage.Report(Push, "a", 0, Skip("x"));

        var snapshot = await SnapshotAsync();

        Assert.Equal("""{"a":{}}""", TextOf(PushChanges.Since(snapshot, PushCursor.Of(before))));
        Assert.Equal("""{"b":{"x":true}}""", TextOf(PushChanges.Since(snapshot, null)));
    }

    /// <summary>The last of the three tasks has nothing for the result map.</summary>
    private Task<PushSnapshot> ReportedAsync()
    {
        _storage.Report(Push, "a", 0, Ok("x"));
        _storage.Report(Push, "b", 0, Ok("x"));
        _storage.Report(Push, "c", 0, Skip("x"));
        return SnapshotAsync();
    }

    private async Task<PushSnapshot> SnapshotAsync() =>
        (await ((IPushSnapshots)_storage).ReadAsync(Push, TestContext.Current.CancellationToken))!;

    private static PushCursor At(PushSnapshot snapshot, long version) => PushCursor.Of(snapshot.Head) with { Version = version };

    private static void AssertReset(PushSnapshot snapshot, PushChanges changes)
    {
        Assert.True(changes.IsReset);
        Assert.Equal(snapshot.TaskRuns, changes.TaskRuns.Select(run => run.Report));
        Assert.Equal(TextOf(ResultMapWriter.Write(snapshot)), TextOf(changes));
        Assert.Equal("""{"a":{"x":true},"b":{"x":true}}""", TextOf(changes));
    }

    private static string TextOf(PushChanges changes) => TextOf(changes.ResultMap());

    private static string TextOf(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
