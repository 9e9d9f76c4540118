namespace VersionedCache;

/// <summary>
/// The admission of one computation. Each request that waits for it takes a place in the queue of its own client, and the first that is
/// admitted lets the computation run: no request waits in another client's queue.
/// </summary>
internal sealed class SharedAdmission : IDisposable
{
    private static readonly Task NeverRefused = new TaskCompletionSource().Task;

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _settled = new();
    private List<Place>? _early = []; // Null once the computation asks to be admitted: most requests find the bytes before that.
    private IDisposable? _lease;
    private int _places;

    /// <summary>Whether it was admitted, or never will be: all places were refused or given up.</summary>
    internal bool IsSettled => _admitted.Task.IsCompleted;

    /// <summary>Whether it will never be admitted.</summary>
    internal bool IsDead => _admitted.Task.IsCanceled;

    /// <param name="enter">Waits in a queue and returns a lease.</param>
    /// <param name="cancellationToken">Gives the place up.</param>
    /// <returns>Ends only if the place is refused, with the exception that says so.</returns>
    internal Task TakePlace(Func<CancellationToken, ValueTask<IDisposable?>> enter, CancellationToken cancellationToken)
    {
        var place = new Place(enter, cancellationToken);
        lock (_lock)
        {
            if (IsSettled) return NeverRefused;
            _places++;
            if (_early is not null)
            {
                _early.Add(place);
                return place.Refusal.Task;
            }
        }

        _ = WaitAsync(place);
        return place.Refusal.Task;
    }

    /// <summary>Waits until one of the requests is admitted.</summary>
    /// <exception cref="OperationCanceledException">All places were refused or given up.</exception>
    internal Task EnterAsync()
    {
        List<Place> early;
        lock (_lock)
        {
            early = _early ?? [];
            _early = null;
        }

        foreach (var place in early)
        {
            if (IsSettled) break;
            _ = WaitAsync(place);
        }

        return _admitted.Task;
    }

    /// <summary>Gives the lease back, or takes none any more.</summary>
    public void Dispose()
    {
        IDisposable? lease;
        lock (_lock)
        {
            _admitted.TrySetCanceled(CancellationToken.None);
            (lease, _lease) = (_lease, null);
        }

        _settled.Cancel();
        lease?.Dispose();
    }

    private async Task WaitAsync(Place place)
    {
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_settled.Token, place.GivenUp);
            end.Token.ThrowIfCancellationRequested();
            var lease = await place.Enter(end.Token);
            if (TryAdmit(lease)) await _settled.CancelAsync(); // The other places are not needed any more.
            else lease?.Dispose();
        }
        catch (Exception exception)
        {
            if (exception is not OperationCanceledException) place.Refuse(exception);
            lock (_lock)
            {
                if (--_places == 0) _admitted.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    private bool TryAdmit(IDisposable? lease)
    {
        lock (_lock)
        {
            if (!_admitted.TrySetResult()) return false;
            _lease = lease;
            return true;
        }
    }

    private sealed class Place(Func<CancellationToken, ValueTask<IDisposable?>> enter, CancellationToken givenUp)
    {
        internal Func<CancellationToken, ValueTask<IDisposable?>> Enter => enter;

        internal CancellationToken GivenUp => givenUp;

        internal TaskCompletionSource Refusal { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void Refuse(Exception exception)
        {
            Refusal.TrySetException(exception);
            _ = Refusal.Task.Exception; // Seen, also if the request has gone.
        }
    }
}

/// <summary>
/// The admissions of computations that requests wait for, one for each key. An admission lasts until all that hold it have let it go: the
/// requests that wait, and the flights that make something of the computed bytes.
/// </summary>
internal sealed class SharedAdmissions<TKey>
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Holders> _running = [];

    internal Handle Hold(TKey key)
    {
        lock (_lock)
        {
            // A dead one is still held by what ends with it.
            if (!_running.TryGetValue(key, out var holders) || holders.Admission.IsDead) _running[key] = holders = new Holders();
            holders.Count++;
            return new Handle(this, key, holders);
        }
    }

    private void Release(TKey key, Holders holders)
    {
        lock (_lock)
        {
            if (--holders.Count > 0) return;
            if (_running.TryGetValue(key, out var current) && current == holders) _running.Remove(key);
        }

        holders.Admission.Dispose();
    }

    internal sealed class Handle(SharedAdmissions<TKey> admissions, TKey key, Holders holders) : IDisposable
    {
        internal SharedAdmission Admission => holders.Admission;

        /// <summary>To be called once.</summary>
        public void Dispose() => admissions.Release(key, holders);
    }

    internal sealed class Holders
    {
        internal SharedAdmission Admission { get; } = new();

        internal int Count { get; set; }
    }
}
