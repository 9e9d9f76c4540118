using System.Collections.Concurrent;

namespace GraphQLServer.ServerSentEvents;

/// <summary>A reserved stream and the operations that it carries. Operations added before it is opened wait for it.</summary>
internal sealed class ReservedStream
{
    private readonly TaskCompletionSource<EventStream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _operations = new(StringComparer.Ordinal);
    private ITimer? _opening;
    private int _claimed;
    private int _running;
    private volatile bool _ended;

    internal Task<EventStream> Opened => _opened.Task;

    internal void ForgetUnlessOpened(TimeProvider time, Action forget) => _opening = time.CreateTimer(
        _ =>
        {
            if (!TryClaim()) return;
            forget();
            EndAll();
        },
        state: null,
        StreamLimits.Opening,
        Timeout.InfiniteTimeSpan);

    /// <returns>False if the stream is already claimed.</returns>
    internal bool TryClaim()
    {
        if (Interlocked.Exchange(ref _claimed, 1) == 1) return false;
        _opening?.Dispose();
        return true;
    }

    /// <summary>Carries operations until the client disconnects or the service stops.</summary>
    internal async Task CarryAsync(EventStream stream)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stream.Ended.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), ended))
        {
            _opened.SetResult(stream);
            await ended.Task;
        }
    }

    /// <returns>Null if the id is in use, or if there are too many operations.</returns>
    internal CancellationTokenSource? TryAdd(string id)
    {
        // Ended operations count until they are released.
        if (Interlocked.Increment(ref _running) > StreamLimits.MaxOperations)
        {
            Interlocked.Decrement(ref _running);
            return null;
        }

        var cancellation = new CancellationTokenSource();
        if (!_operations.TryAdd(id, cancellation))
        {
            cancellation.Dispose();
            Interlocked.Decrement(ref _running);
            return null;
        }

        if (_ended) End(id); // The stream might have ended before this operation was added.
        return cancellation;
    }

    internal bool Has(string id) => _operations.ContainsKey(id);

    internal void End(string id)
    {
        if (!_operations.TryRemove(id, out var cancellation)) return;
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The operation has already ended.
        }
    }

    internal void EndAll()
    {
        _ended = true;
        foreach (var id in _operations.Keys) End(id);
    }

    /// <summary>Call this once for each added operation.</summary>
    internal void Release(string id, CancellationTokenSource cancellation)
    {
        Remove(id, cancellation);
        Interlocked.Decrement(ref _running);
    }

    /// <returns>False if the client has already ended the operation.</returns>
    internal bool Remove(string id, CancellationTokenSource cancellation) => _operations.TryRemove(new(id, cancellation));
}
