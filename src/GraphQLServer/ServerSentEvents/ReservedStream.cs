using System.Collections.Concurrent;

namespace GraphQLServer.ServerSentEvents;

/// <summary>A stream that was reserved, and the operations that it carries. Those that come before it is opened wait for it.</summary>
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

    /// <returns>False where somebody has it already.</returns>
    internal bool TryClaim()
    {
        if (Interlocked.Exchange(ref _claimed, 1) == 1) return false;
        _opening?.Dispose();
        return true;
    }

    /// <summary>Until the client goes or the service stops.</summary>
    internal async Task CarryAsync(EventStream stream)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stream.Ended.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), ended))
        {
            _opened.SetResult(stream);
            await ended.Task;
        }

        EndAll();
    }

    /// <returns>Null where there is one of this name, or there are too many.</returns>
    internal CancellationTokenSource? TryAdd(string id)
    {
        // Those that are ended and not gone yet count, too.
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

        if (_ended) End(id); // It may have ended before this one was there to be ended.
        return cancellation;
    }

    internal void End(string id)
    {
        if (!_operations.TryRemove(id, out var cancellation)) return;
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private void EndAll()
    {
        _ended = true;
        foreach (var id in _operations.Keys) End(id);
    }

    /// <summary>To be called once for each that was added.</summary>
    internal void Release(string id, CancellationTokenSource cancellation)
    {
        Remove(id, cancellation);
        Interlocked.Decrement(ref _running);
    }

    /// <returns>False where its client has ended it already.</returns>
    internal bool Remove(string id, CancellationTokenSource cancellation) => _operations.TryRemove(new(id, cancellation));
}
