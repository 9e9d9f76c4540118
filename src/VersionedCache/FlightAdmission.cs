namespace VersionedCache;

/// <summary>
/// The admission of a flight. Each request that waits for the flight takes a place in whatever queue there is for it, and the first that
/// is admitted lets the flight go: none waits in the queue of another.
/// </summary>
internal sealed class FlightAdmission : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private List<Place>? _early = []; // Null from the moment on that the flight needs to be admitted: most do not.
    private IDisposable? _held;
    private int _places;
    private bool _isOver;

    /// <param name="enter">Takes a place for one more request; null if it needs none.</param>
    /// <param name="cancellationToken">Gives the place up.</param>
    /// <returns>Ends only if the place is refused, with what is thrown then.</returns>
    internal Task JoinAsync(Func<CancellationToken, ValueTask<IDisposable?>>? enter, CancellationToken cancellationToken)
    {
        var place = new Place(enter, cancellationToken);
        lock (_lock)
        {
            if (_isOver) return place.Refusal.Task;
            Interlocked.Increment(ref _places);
            if (_early is not null)
            {
                _early.Add(place);
                return place.Refusal.Task;
            }
        }

        _ = TakeAsync(place);
        return place.Refusal.Task;
    }

    /// <summary>Waits until one of the requests is admitted. What that returned is held until the flight is over.</summary>
    /// <exception cref="OperationCanceledException">All places were refused or given up.</exception>
    internal async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        List<Place> early;
        lock (_lock)
        {
            early = _early ?? [];
            _early = null;
        }

        foreach (var place in early) _ = TakeAsync(place);
        await _admitted.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The flight is over. Requests may still join; they take no places.</summary>
    public void Dispose()
    {
        lock (_lock) _isOver = true;
        _admitted.TrySetCanceled(CancellationToken.None);
        _end.Cancel();
        _held?.Dispose();
    }

    private async Task TakeAsync(Place place)
    {
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, place.GivenUp);
            var held = place.Enter is { } enter ? await enter(end.Token) : null;
            if (TryAdmit(held)) await _end.CancelAsync(); // The other places are not needed any more.
            else held?.Dispose();
        }
        catch (Exception exception)
        {
            if (exception is not OperationCanceledException) place.Refuse(exception);
            if (Interlocked.Decrement(ref _places) == 0) _admitted.TrySetCanceled(CancellationToken.None);
        }
    }

    private bool TryAdmit(IDisposable? held)
    {
        lock (_lock)
        {
            if (_isOver || !_admitted.TrySetResult()) return false;
            _held = held;
            return true;
        }
    }

    private sealed class Place(Func<CancellationToken, ValueTask<IDisposable?>>? enter, CancellationToken givenUp)
    {
        internal Func<CancellationToken, ValueTask<IDisposable?>>? Enter => enter;

        internal CancellationToken GivenUp => givenUp;

        internal TaskCompletionSource Refusal { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void Refuse(Exception exception)
        {
            Refusal.TrySetException(exception);
            _ = Refusal.Task.Exception; // Seen, also where the request has gone.
        }
    }
}
