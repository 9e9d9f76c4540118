using GroupResults.Application.Facts;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Questions;
using GroupResults.Application.Rollups;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Tests.Rollups;

/// <summary>
/// Whatever happens to pushes and to the service, reads through roll-ups are what the task runs say: late reports, retries, names that are
/// told later, deletions, restarts, and roll-ups that are made at any moment.
/// </summary>
public sealed class RandomRollupTests : RollupTests
{
    private const int Steps = 150;

    private static readonly PushKey[] Pushes = [new("autoland", "a1"), new("autoland", "a2"), new("autoland", "a3"), new("try", "a1"), new("try", "b2")];

    private static readonly string?[] JobNames = [null, "test-linux/opt-1", "test-linux/opt-2", "test-linux/opt-1-cf", "test-mac/debug-1"];

    private static readonly RunProperties[] Properties = [RunProperties.None, new("linux", null, null, null, 1), new(null, "opt", "swr", null, null)];

    private readonly SummaryCache _summaries = new();
    private int _rolledUp;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Read_AfterAnything_EqualsTheScan(int seed)
    {
        var random = new Random(seed);
        for (var step = 0; step < Steps; step++)
        {
            await ActAsync(random);
            if (step % 3 == 0) AssertEqual(random);
        }

        await SettleAsync();
        AssertEqual(random);
        Assert.Equal(0L, Service.Sql($"SELECT count(*) FROM Pushes WHERE {Infrastructure.Storage.Sqlite.Rollups.SqliteRollups.IsLacking}"));
        Assert.True(_rolledUp > Steps / 3, $"Only {_rolledUp} reads found roll-ups.");
    }

    private async Task ActAsync(Random random)
    {
        var push = Pushes[random.Next(Pushes.Length)];
        switch (random.Next(100))
        {
            case < 45:
                await Service.RecordAsync(AnyReport(push, random));
                break;
            case < 55:
                var state = (TaskRunState)random.Next(6);
                await Facts.RecordStatesAsync([new ToldState(push, AnyRun(random), Any(JobNames, random), Any(Properties, random), state)], Cancellation);
                break;
            case < 60:
                var kind = (ClassificationKind)random.Next(4);
                await Facts.ClassifyAsync(push, [new Classification(kind, "g1.toml", null, null, null, null, TestService.StartTime, null)], Cancellation);
                break;
            case < 65:
                await Facts.RecordPushAsync(push, new RecordedPush(null, null, TestService.StartTime, $"{random.Next(3)}"), Cancellation);
                break;
            case < 80:
                Service.Time.Advance(TimeSpan.FromMinutes(random.Next(6)));
                await RollUpAsync();
                break;
            case < 90:
                await RollUpAnyAsync(push, random);
                break;
            case < 95:
                Service.Sql($"PRAGMA foreign_keys = 1; DELETE FROM Pushes WHERE Repository = '{push.Repository}' AND Revision = '{push.Revision}'");
                break;
            default:
                await Service.RestartAsync();
                break;
        }
    }

    /// <summary>Also of a push that is not stable, and of one that changes meanwhile: another process may have another idea of the time.</summary>
    private async Task RollUpAnyAsync(PushKey push, Random random)
    {
        if (FromSnapshot(storage => storage.ReadPush(push)) is not { } snapshot) return;
        var isLate = random.Next(2) == 0;
        var isChanged = isLate && (await Service.RecordAsync(AnyReport(push, random))).Changed;
        var wasRolledUp = IsRolledUp(push);
        var stored = await Service.Get<IRollups>().StoreAsync(PushRollup.Of(snapshot), Cancellation);
        Assert.Equal(!isChanged && !wasRolledUp, stored);
    }

    private void AssertEqual(Random random)
    {
        HashSet<int> groups = [.. Enumerable.Range(1, 40).Where(_ => random.Next(4) == 0)];
        foreach (var push in Pushes.Where(push => FromSnapshot(storage => storage.FindHead(push)) is not null))
        {
            Assert.Equal(Scanned(push), Read(push));
            Assert.Equal(Scanned(push, groups), Read(push, groups));
            var scanned = FromSnapshot(storage => PushRollup.Of(storage.ReadTaskRuns(push)!).Summary);
            Assert.Equal(Describe(scanned), Describe(FromSnapshot(storage => storage.ReadSummaries([storage.FindHead(push)!], withGroups: true, _summaries)[0])));
            Assert.Equal(
                FromSnapshot(storage => PendingRuns.ConfigurationsOf(storage.ReadTaskRuns(push)!)),
                FromSnapshot(storage => storage.ReadPendingConfigurations(storage.FindHead(push)!)));
            if (IsRolledUp(push)) _rolledUp++;
        }
    }

    private static ReportInput AnyReport(PushKey push, Random random)
    {
        var run = AnyRun(random);
        GroupResult[] results = [.. Enumerable.Range(0, 40).Where(_ => random.Next(3) == 0)
            .Select(group => new GroupResult($"g{group}.toml", (GroupStatus)random.Next(4), random.Next(100_000)))];
        return new ReportInput(push.Repository, push.Revision, run.TaskId, run.RunId, Any(JobNames, random), results) { Properties = Any(Properties, random) };
    }

    private static TaskRunKey AnyRun(Random random) => new($"task{random.Next(4)}", random.Next(3));

    private static T Any<T>(T[] all, Random random) => all[random.Next(all.Length)];
}
