using System.Buffers.Text;
using System.Globalization;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Api.Demo;

/// <summary>The size of a generated push.</summary>
/// <param name="Tasks">The number of tasks, without retries.</param>
/// <param name="Results">The average number of results of all first runs.</param>
internal sealed record DemoPushSize(int Tasks, int Results)
{
    /// <summary>The size of a push to Firefox's autoland branch: about 4 MB as a result map.</summary>
    public static readonly DemoPushSize Autoland = new(1_970, 50_000);

    public static readonly DemoPushSize Ordinary = new(200, 5_000);
}

/// <summary>A push and its reports in the order of arrival.</summary>
internal sealed record DemoPush(PushKey Key, IReadOnlyList<ReportInput> Reports)
{
    public int ResultCount { get; } = Reports.Sum(report => report.Results.Count);

    /// <summary>Jobs that have not reported.</summary>
    public IReadOnlyList<DemoJob> Waiting { get; init; } = [];
}

/// <summary>
/// Generates pushes that resemble Firefox's. The same seed and number give the same push. Each configuration distributes a
/// suite's groups over its chunks differently, and skips groups that are disabled in it. There are three kinds of failures:
/// a few groups fail everywhere, many groups of one task fail, and single groups fail at random.
/// </summary>
internal sealed class DemoPushes
{
    /// <summary>The number of distinct groups in all pushes of a generator.</summary>
    public const int DefaultGroups = 6_000;

    private const double SkipRate = 0.03;
    private const double FailingTaskRate = 0.05;
    private const double ErrorRateInFailingTask = 0.18;
    private const double StrayErrorRate = 0.002;
    private const double PermanentErrorRate = 0.9;
    private const double RetryRate = 0.35;
    private const int PermanentFailuresOfAllPushes = 2;
    private const int PermanentFailuresOfAPush = 4;

    private readonly int _seed;
    private readonly IReadOnlyList<DemoSuite> _suites;
    private readonly HashSet<string> _permanentFailures;

    /// <param name="groups">The number of distinct groups. A push of autoland's size runs nearly all of them.</param>
    public DemoPushes(int seed, int groups = DefaultGroups)
    {
        _seed = seed;
        var random = new DemoRandom(seed, -1);
        _suites = DemoSuites.Create(groups, random);
        _permanentFailures = PickGroups(random, PermanentFailuresOfAllPushes);
    }

    /// <param name="number">The number of the push. It determines the revision and all contents.</param>
    public DemoPush Create(int number, string repository, DemoPushSize size)
    {
        var random = new DemoRandom(_seed, number);
        var key = new PushKey(repository, Convert.ToHexStringLower(random.NextBytes(20)));
        var failing = PickGroups(random, PermanentFailuresOfAPush);
        failing.UnionWith(_permanentFailures);
        var jobs = random.Shuffled(DemoJobs.Of(_seed, _suites, size));
        List<ReportInput> reports = new(size.Tasks * 11 / 10);
        foreach (var job in jobs.AsSpan(0, size.Tasks))
        {
            var first = FirstRun(random, key, job, failing);
            reports.Add(first);
            if (first.Results.Any(result => result.Status is GroupStatus.Error) && random.Chance(RetryRate))
                reports.Add(Retry(random, first, failing));
        }

        return new DemoPush(key, reports) { Waiting = jobs[size.Tasks..] };
    }

    private static ReportInput FirstRun(DemoRandom random, PushKey push, DemoJob job, HashSet<string> failing)
    {
        var errorRate = random.Chance(FailingTaskRate) ? ErrorRateInFailingTask : StrayErrorRate;
        var results = new GroupResult[job.Groups.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var group = job.Groups[i];
            var isError = random.Chance(failing.Contains(group) ? PermanentErrorRate : errorRate);
            var isSkip = !isError && random.Chance(SkipRate);
            var status = isError ? GroupStatus.Error : isSkip ? GroupStatus.Skip : GroupStatus.Ok;
            results[i] = new GroupResult(group, status, isSkip ? 0 : Duration(random, job.MedianMs));
        }

        return new ReportInput(push.Repository, push.Revision, TaskId(random), 0, job.Name, results);
    }

    /// <summary>A retry runs the same groups; only permanent failures still fail.</summary>
    private static ReportInput Retry(DemoRandom random, ReportInput first, HashSet<string> failing)
    {
        var results = first.Results.Select(result => result.Status is GroupStatus.Skip ? result : result with
        {
            Status = failing.Contains(result.Group) ? result.Status : GroupStatus.Ok,
            DurationMs = Duration(random, Math.Max(1, result.DurationMs)),
        });
        return first with { RunId = 1, Results = [.. results] };
    }

    private static int Duration(DemoRandom random, int medianMs) =>
        (int)Math.Clamp(random.NextLogNormal(medianMs, sigma: 1.1), 1, Durations.MaxMs);

    /// <summary>A Taskcluster slug: a random UUID's 16 bytes in 22 characters.</summary>
    internal static string TaskId(DemoRandom random)
    {
        var bytes = random.NextBytes(16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return Base64Url.EncodeToString(bytes);
    }

    private HashSet<string> PickGroups(DemoRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Pick(random.Pick(_suites).Groups))];
}

/// <summary>One chunk of a suite in one configuration.</summary>
internal sealed record DemoJob(string Name, int MedianMs, IReadOnlyList<string> Groups);

internal static class DemoJobs
{
    private static readonly string[] Platforms =
    [
        "linux2204-64/opt", "linux2204-64/debug", "windows11-64-24h2/opt", "windows11-64-24h2/debug", "macosx1500-aarch64/opt",
        "linux2204-64-asan/opt", "linux2204-64-tsan/opt", "windows11-32-24h2/opt", "macosx1470-64/debug",
    ];

    private static readonly string[] Variants = ["", "-swr", "-nofis", "-headless", "-http3", "-condprof", "-vt", "-spi-nw"];

    /// <summary>All jobs of as many configurations as <paramref name="size"/>'s tasks need, but at least nine.</summary>
    internal static List<DemoJob> Of(int seed, IReadOnlyList<DemoSuite> suites, DemoPushSize size)
    {
        var groupsPerTask = Math.Max(1, size.Results / size.Tasks);
        List<DemoJob> jobs = [];
        for (var configuration = 0; configuration < Platforms.Length || jobs.Count < size.Tasks; configuration++)
        {
            foreach (var suite in suites) AddChunks(jobs, seed, configuration, suite, groupsPerTask);
        }

        return jobs;
    }

    private static void AddChunks(List<DemoJob> jobs, int seed, int configuration, DemoSuite suite, int groupsPerTask)
    {
        var random = new DemoRandom(seed, configuration, suite.Groups.Count, groupsPerTask);
        var groups = random.Shuffled(suite.Groups);
        var platform = Platforms[configuration % Platforms.Length];
        var round = configuration / Platforms.Length;
        var variant = round < Variants.Length ? Variants[round] : string.Create(CultureInfo.InvariantCulture, $"-v{round}");
        var chunk = 1;
        for (var start = 0; start < groups.Length; chunk++)
        {
            // Half to one and a half times the average.
            var length = Math.Min(groups.Length - start, Math.Max(1, (groupsPerTask / 2) + random.Next(groupsPerTask + 1)));
            jobs.Add(new DemoJob($"test-{platform}-{suite.Name}{variant}-{chunk}", suite.MedianMs, groups[start..(start + length)]));
            start += length;
        }
    }
}
