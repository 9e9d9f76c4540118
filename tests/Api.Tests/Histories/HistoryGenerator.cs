using GroupResults.Api.Tests.Histories.Model;

namespace GroupResults.Api.Tests.Histories;

/// <summary>
/// Makes histories of a few pushes, tasks and groups, so that forks, gaps, retriggers, backfills and late reports meet all the time.
/// A seed makes the same history each time.
/// </summary>
internal sealed class HistoryGenerator
{
    private const int Length = 40;
    private const string NeverStored = "ff";

    private static readonly string?[] JobNames =
    [
        "test-linux/opt-mochitest-1", "test-linux/opt-mochitest-2", "test-linux/opt-mochitest-10", "test-linux/opt-mochitest-1-cf",
        "test-linux/debug-mochitest-1", "test-windows/opt-xpcshell", "test-windows/opt-xpcshell-cf", "test-mac/opt-mochitest-e10s-3", "plain", null,
    ];

    private static readonly string[] Groups = ["a/x.toml", "a/y.toml", "B.toml", "c.toml:d.toml", "ü/z.toml"];
    private static readonly string[] States = ["UNSCHEDULED", "PENDING", "RUNNING", "PENDING", "RUNNING", "COMPLETED", "FAILED", "EXCEPTION"];
    private static readonly string[] Statuses = ["OK", "OK", "OK", "ERROR", "ERROR", "ERROR", "SKIP", "UNSUPPORTED"];
    private static readonly string[] Kinds = ["FIXED_BY", "INTERMITTENT", "INFRA", "EXPECTED", "NONE"];
    private static readonly Properties[] Unnamed = [new(), new("linux", "opt"), new("linux", "opt", "swr"), new("linux")];

    private readonly Random _random;
    private readonly string[] _revisions;
    private readonly Ask[] _alone;
    private readonly Ask[] _together;
    private readonly (string Id, string? JobName, Properties Properties)[] _tasks;
    private readonly bool _hasParents;
    private readonly bool _hasPositions;

    private HistoryGenerator(int seed)
    {
        _random = new Random(seed);
        _revisions = Enumerable.Range(0, _random.Next(3, 9)).Select(index => $"a{index:x}").ToArray();
        // The same again and again: only what was asked before can be stale.
        _together = _revisions.Select(revision => new Ask(revision, Any([.. _revisions, NeverStored]), PushQuestions.All.ToItems())).ToArray();
        _alone = _together.Select(ask => ask with { Fields = new([Any(PushQuestions.All)]) }).ToArray();
        // Of few job names, several tasks have the same.
        string?[] jobNames = Chance(50) ? JobNames : [Any(JobNames), Any(JobNames)];
        _tasks = Enumerable.Range(0, _random.Next(2, 8)).Select(index =>
        {
            var jobName = Any(jobNames);
            return ($"T{index}", jobName, jobName is null ? Any(Unnamed) : new Properties());
        }).ToArray();
        _hasParents = Chance(60);
        _hasPositions = !_hasParents || Chance(50);
    }

    internal static List<Operation> Make(int seed) => new HistoryGenerator(seed).Make();

    private List<Operation> Make()
    {
        var facts = Enumerable.Range(0, _revisions.Length).Select(Recorded).ToList();
        while (facts.Count < Length) facts.Insert(_random.Next(facts.Count + 1), Fact());
        // Some come again, later.
        for (var times = _random.Next(4); times > 0; times--) facts.Insert(_random.Next(facts.Count / 2, facts.Count), facts[_random.Next(facts.Count / 2)]);

        List<Operation> history = [];
        foreach (var fact in facts)
        {
            history.Add(fact);
            if (Chance(30)) history.Add(Any(Chance(60) ? _alone : _together));
        }

        return [.. history, .. _alone, .. _together];
    }

    private Operation Fact() => _random.Next(100) switch
    {
        < 52 => SendReports(),
        < 55 => new SendReports(new([Report() with { Results = Broken() }]), IsLog: false),
        < 75 => new SendStates(Several(State).DistinctBy(state => (state.Revision, state.TaskId, state.RunId)).ToItems()),
        < 85 => new Expect(Any(_revisions), Enumerable.Range(0, _random.Next(4)).Select(_ => Expected()).Distinct().ToItems(), Chance(75), Chance(50)),
        < 89 => new Classify(Any(_revisions), new Items<string>([Any(Groups)]), Any(Kinds)),
        < 92 => new Wait(_random.Next(1, 8)),
        < 96 => new RecordPush(Any(_revisions), Any([.. _revisions, NeverStored]), Position: null),
        _ => new RecordPush(Any(_revisions), Parent: null, _random.Next(10) * 5),
    };

    /// <summary>A push in its place: after the one before, or one further back.</summary>
    private Operation Recorded(int index)
    {
        var parent = _hasParents && index > 0 ? _revisions[Chance(75) ? index - 1 : _random.Next(index)] : null;
        return new RecordPush(_revisions[index], parent, _hasPositions ? index * 10 : null, Chance(60) ? _random.Next(20) : null);
    }

    private SendReports SendReports()
    {
        var reports = Chance(80) ? new Items<Report>([Report()]) : Several(Report).ToItems();
        return new SendReports(reports, IsLog: reports.Count == 1 && Chance(30));
    }

    private Report Report()
    {
        var (id, jobName, properties) = Any(_tasks);
        var results = Enumerable.Range(0, _random.Next(5)).Select(_ => new ReportedResult(Any(Groups), Any(Statuses), _random.Next(3)));
        return new Report(Any(_revisions), id, Run(), Chance(95) ? jobName : null, properties, results.ToItems());
    }

    /// <summary>As if the machine were broken: nearly all of many groups fail.</summary>
    private Items<ReportedResult> Broken() =>
        Enumerable.Range(0, 12).Select(number => new ReportedResult($"m/{number}.toml", Chance(85) ? "ERROR" : "OK", 1)).ToItems();

    private TaskState State()
    {
        var (id, jobName, properties) = Any(_tasks);
        return new TaskState(Any(_revisions), id, Run(), Chance(80) ? jobName : null, properties, Any(States));
    }

    private ExpectedTask Expected()
    {
        var (id, jobName, _) = Any(_tasks);
        var groups = Chance(75) ? Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Any(Groups)).Distinct().ToItems() : null;
        return new ExpectedTask(jobName ?? "unnamed", Chance(50) ? id : null, groups);
    }

    private int Run() => Chance(70) ? 0 : _random.Next(3);

    private IEnumerable<T> Several<T>(Func<T> make) => Enumerable.Range(0, _random.Next(1, 5)).Select(_ => make()).ToList();

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private bool Chance(int percent) => _random.Next(100) < percent;
}
