using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>Counts the readings of heads that have ended: after its own, a subscriber or a waiting request misses no signal.</summary>
internal sealed class HeadReads(IPushHeads inner) : IPushHeads
{
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _awaited = [];
    private int _count;

    internal int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    /// <summary>Ends with the reading of this number, from 1.</summary>
    internal Task ReachAsync(int count)
    {
        lock (_lock)
        {
            if (_count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((count, reached));
            return reached.Task.WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask<PushHead?> FindAsync(PushKey push, CancellationToken cancellationToken) => CountedAsync(inner.FindAsync(push, cancellationToken));

    public ValueTask<PushHead?> FindInRepositoryAsync(PushKey push, CancellationToken cancellationToken) =>
        CountedAsync(inner.FindInRepositoryAsync(push, cancellationToken));

    public ValueTask<IReadOnlyList<PushHead>> FindByPrefixAsync(string repository, string prefix, int limit, CancellationToken cancellationToken) =>
        CountedAsync(inner.FindByPrefixAsync(repository, prefix, limit, cancellationToken));

    private async ValueTask<T> CountedAsync<T>(ValueTask<T> read)
    {
        try
        {
            return await read;
        }
        finally
        {
            CountOne();
        }
    }

    private void CountOne()
    {
        lock (_lock)
        {
            _count++;
            foreach (var (_, reached) in _awaited.Where(awaited => awaited.Count <= _count)) reached.TrySetResult();
            _awaited.RemoveAll(awaited => awaited.Count <= _count);
        }
    }
}
