using GroupResults.Application.Questions;
using GroupResults.Application.Rollups;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Verdicts;
using GroupResults.Infrastructure.Tests.Facts;

namespace GroupResults.Infrastructure.Tests.Rollups;

/// <summary>Roll-ups in few words, on a real database.</summary>
public abstract class RollupTests : FactTests
{
    /// <summary>Makes all roll-ups that are due.</summary>
    internal async Task<int> RollUpAsync()
    {
        var all = 0;
        while (await Service.Mediator.Send(new RollUpStablePushes(), Cancellation) is > 0 and var made) all += made;
        return all;
    }

    /// <summary>Makes all pushes stable, and their roll-ups.</summary>
    internal Task<int> SettleAsync()
    {
        Service.Time.Advance(TimeSpan.FromMinutes(5));
        return RollUpAsync();
    }

    internal T FromSnapshot<T>(Func<IStorageSnapshot, T> read)
    {
        using var storage = Service.Get<IStorageSnapshots>().Open(TestContext.Current.CancellationToken);
        return read(storage);
    }

    internal bool IsRolledUp(PushKey push) =>
        FromSnapshot(storage => storage.FindSummaries([storage.FindHead(push)!], withGroups: false)[0] is not null);

    /// <summary>What the push's task runs say of the groups, one line for each task and group.</summary>
    internal string Scanned(PushKey push, IReadOnlySet<int>? groups = null)
    {
        var labels = new Labels();
        return Describe(FromSnapshot(storage => TaskResults.Of(storage.ReadTaskRuns(push)!, labels, groups)), labels);
    }

    /// <summary>The same from roll-ups, where these are of the push's present results.</summary>
    internal string Read(PushKey push, IReadOnlySet<int>? groups = null)
    {
        var labels = new Labels();
        return Describe(FromSnapshot(storage => storage.ReadResults([storage.FindHead(push)!], groups, labels)[0]), labels);
    }

    internal static string Describe(PushSummary summary) =>
        $"{summary.Ran} {summary.Failed} {Ids(summary.RanGroups)} {Ids(summary.FlakyGroups)}";

    private static string Ids(ReadOnlyMemory<byte> packed)
    {
        List<int> ids = [];
        foreach (var run in PackedIds.Read(packed.Span)) ids.AddRange(Enumerable.Range(run.First, run.Count));
        return string.Join(',', ids);
    }

    private static string Describe(ResultsByGroup results, Labels labels)
    {
        List<string> lines = [];
        foreach (var group in results.GroupIds)
        {
            foreach (var result in results[group]) lines.Add($"{group} {labels[result.Label]} {result.Status} {result.DurationMs}");
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
