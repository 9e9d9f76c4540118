using System.Globalization;
using System.Text.Json;
using GroupResults.Api.Tests.Histories.Model;

namespace GroupResults.Api.Tests.Histories;

/// <summary>
/// Whatever happens to a repository, and in whatever order, the service says of it what the model says: polled, asked again and past the
/// cache. <c>tests/histories.sh</c> runs more of them, or the one with a seed.
/// </summary>
public sealed class HistoryTests
{
    private const int Histories = 60;

    /// <summary>With the second, the walk over the parents ends before most histories do.</summary>
    private static readonly int[] MaxParents = [20, 2];

    /// <summary>What all histories together must have reached.</summary>
    private static readonly string[] Cases =
    [
        "PASS", "FAIL", "INTERMITTENT", "SKIPPED", "NO_RESULT", "PENDING",
        "confirmed ", "confirmed True", "confirmed False", "consistent ", "consistent True", "consistent False", "skipped", "classified", "isFlaky", "n is 0",
        "origin NEW", "origin NEW far", "origin INHERITED", "origin INHERITED far", "origin PENDING", "origin PENDING far", "origin UNKNOWN",
        "origins of several kinds", "fresh",
        "newFailures", "fixed", "stillFailing", "becameIntermittent", "onlyHere", "onlyInBase", "missing", "notRun",
        "expected", "reported", "pending", "noGroups", "complete",
        "RecordPush changed", "RecordPush unchanged", "RecordPush refused", "SendReports changed", "SendReports unchanged", "SendReports refused",
        "SendStates changed", "SendStates unchanged", "Expect changed", "Expect refused", "Classify changed",
    ];

    [Fact]
    public async Task Answers_ToRandomHistories_AreTheModels()
    {
        var histories = Number("HISTORIES") ?? Histories;
        var reached = await CheckAsync(Enumerable.Range(Number("FIRST_HISTORY") ?? 0, histories));
        if (histories >= Histories) Assert.Empty(Cases.Except(reached));
    }

    [Fact]
    public async Task Answers_ThatOutliveAReport_AreFound()
    {
        await using var service = await HistoryService.StartAsync(maxParents: 20);
        Dictionary<Ask, JsonElement> kept = [];
        var difference = await service.RunAsync(seed: 0, (ask, push) => kept.TryAdd(ask, push) ? push : kept[ask]);
        Assert.Contains("polled", difference?.Text, StringComparison.Ordinal);
    }

    /// <summary>A service for each limit, at once.</summary>
    private static async Task<IReadOnlyList<string>> CheckAsync(IEnumerable<int> seeds) =>
        [.. (await Task.WhenAll(MaxParents.Select((limit, part) => Task.Run(async () =>
        {
            await using var service = await HistoryService.StartAsync(limit);
            foreach (var seed in seeds.Where(seed => seed % MaxParents.Length == part)) await service.CheckAsync(seed);
            return service.Reached.Cases;
        })))).SelectMany(cases => cases)];

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
