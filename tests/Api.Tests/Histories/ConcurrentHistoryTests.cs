using System.Collections.Concurrent;
using System.Text.Json;
using GroupResults.Api.Tests.Histories.Model;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Histories;

/// <summary>A read that begins after a fact of an ancestor was acknowledged shows it, whatever else is written meanwhile.</summary>
public sealed class ConcurrentHistoryTests(TestService service) : IClassFixture<TestService>
{
    private const string Job = "test-linux/opt-mochitest";
    private const int Length = 60;

    private static readonly string[] Groups = ["a.toml", "b.toml"];
    private static readonly string[] Statuses = ["OK", "ERROR", "SKIP"];

    /// <summary>Two branches from the second push: a2, a3 and b2, b3.</summary>
    private static readonly Operation[] Before =
    [
        new RecordPush("a0", Parent: null, Position: 10), new RecordPush("a1", Parent: null, Position: 20),
        new RecordPush("a2", Parent: null, Position: 30), new RecordPush("a3", Parent: null, Position: 40),
        new RecordPush("b2", "a1", Position: null), new RecordPush("b3", "b2", Position: null),
        .. ((string[])["a3", "b3"]).Select(revision => Reported(revision, "ERROR", "ERROR")),
    ];

    private static readonly Ask[] Asks =
    [
        new("a3", "b2", PushQuestions.All.ToItems()), new("a3", "a2", new(["origins"])), new("a3", "a2", new(["fresh"])), new("a3", "a2", new(["comparison"])),
        new("b3", "a0", new(["origins", "named"])), new("a2", "b2", new(["notRun", "parent"])),
    ];

    [Fact]
    public async Task Read_BesideWriters_ShowsWhatWasAcknowledgedBeforeIt()
    {
        using var history = new ConcurrentHistory(Before, Writers(seed: 1));
        var stale = await history.RunAsync(service, "concurrent", Asks);
        Assert.Empty(stale);
        Assert.True(history.Overlapping > Length, $"Only {history.Overlapping} of {history.Reads} reads met a writer.");
    }

    [Fact]
    public async Task Read_OfAnAnswerThatOutlivesAReport_IsFound()
    {
        ConcurrentDictionary<Ask, JsonElement> kept = [];
        using var history = new ConcurrentHistory(Before, Writers(seed: 2)) { Deliver = kept.GetOrAdd };
        Assert.NotEmpty(await history.RunAsync(service, "outlived", Asks));
    }

    /// <summary>Ancestors that report, wait and run again, and a push that moves from one branch to the other and back.</summary>
    private static List<IReadOnlyList<Operation>> Writers(int seed)
    {
        var random = new Random(seed);
        List<IReadOnlyList<Operation>> writers = [.. ((string[])["a0", "a1", "a2", "b2"]).Select(revision => Ancestor(random, revision))];
        writers.Add([.. Enumerable.Range(0, Length / 4).Select(number => new RecordPush("a3", number % 2 == 0 ? "b2" : "a2", Position: null))]);
        return writers;
    }

    private static List<Operation> Ancestor(Random random, string revision) =>
        [.. Enumerable.Range(0, Length).Select(number => random.Next(3) switch
        {
            // Each even one waits, and the next one ends it.
            0 => new SendStates(new([new TaskState(revision, "U", number / 8, $"{Job}-2", new(), number % 8 < 4 ? "RUNNING" : "EXCEPTION")])),
            _ => Reported(revision, Statuses[random.Next(3)], Statuses[random.Next(3)]),
        })];

    private static Operation Reported(string revision, string first, string second) => new SendReports(
        new([new Report(revision, "T", 0, $"{Job}-1", new(), new([new(Groups[0], first, 1), new(Groups[1], second, 1)]))]), IsLog: false);
}
