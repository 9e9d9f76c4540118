namespace VersionedCache;

/// <summary>
/// Runs one computation per key at a time. A caller that finds one running waits for it and judges its result: the
/// computation may have begun before the version that the caller needs. If so, the caller comes back and starts or joins
/// the next one, which serves it. A flood of versions is therefore not a flood of computations. A computation has a
/// <typeparamref name="TFlight"/> that its callers share, made by the one that starts it.
/// </summary>
public sealed class SingleFlight<TKey, TFlight, TResult>
    where TKey : notnull
{
    private readonly Dictionary<TKey, (TFlight Flight, Task<TResult> Result)> _running = [];
    private readonly Lock _lock = new();

    /// <summary>Joins the running computation or starts one.</summary>
    /// <param name="begin">Called in a lock.</param>
    /// <param name="compute">
    /// Runs independently of the callers that wait for it, and outside the lock.
    /// </param>
    /// <returns>The computation, and whether this call started it.</returns>
    public (TFlight Flight, Task<TResult> Result, bool Started) JoinOrStart(TKey key, Func<TFlight> begin, Func<TFlight, Task<TResult>> compute)
    {
        ArgumentNullException.ThrowIfNull(begin);
        TaskCompletionSource<TResult> completion;
        TFlight flight;
        lock (_lock)
        {
            if (_running.TryGetValue(key, out var running)) return (running.Flight, running.Result, false);
            completion = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            flight = begin();
            _running.Add(key, (flight, completion.Task));
        }

        _ = Task.Run(() => RunAsync(key, () => compute(flight), completion));
        return (flight, completion.Task, true);
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
