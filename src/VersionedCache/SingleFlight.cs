namespace VersionedCache;

/// <summary>
/// Runs one computation per key at a time. A caller that finds one running waits for it and judges its result: the
/// computation may have begun before the version that the caller needs. If so, the caller comes back and starts or joins
/// the next one, which serves it. A flood of versions is therefore not a flood of computations.
/// </summary>
public sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Task<TResult>> _running = [];
    private readonly Lock _lock = new();

    /// <summary>Joins the running computation or starts one.</summary>
    /// <param name="compute">
    /// Runs independently of the callers that wait for it, and outside the lock.
    /// </param>
    /// <returns>The computation, and whether this call started it.</returns>
    public (Task<TResult> Computation, bool Started) JoinOrStart(TKey key, Func<Task<TResult>> compute)
    {
        TaskCompletionSource<TResult> completion;
        lock (_lock)
        {
            if (_running.TryGetValue(key, out var running)) return (running, false);
            completion = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            _running.Add(key, completion.Task);
        }

        _ = Task.Run(() => RunAsync(key, compute, completion));
        return (completion.Task, true);
    }

    private async Task RunAsync(TKey key, Func<Task<TResult>> compute, TaskCompletionSource<TResult> completion)
    {
        try
        {
            var result = await compute();
            Leave(key);
            completion.SetResult(result);
        }
        catch (Exception exception)
        {
            Leave(key);
            completion.SetException(exception);
            _ = completion.Task.Exception; // Seen, also where every caller has gone.
        }
    }

    private void Leave(TKey key)
    {
        lock (_lock) _running.Remove(key);
    }
}
