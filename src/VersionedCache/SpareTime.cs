namespace VersionedCache;

/// <summary>A tenth of one core's time, for optional work: one task at a time, followed by a rest of nine times its length.</summary>
/// <param name="time">Measures both the work and the rest.</param>
public sealed class SpareTime(TimeProvider time)
{
    private const int RestsFor = 9;

    private readonly Lock _lock = new();
    private bool _isTaken;
    private long _rested;
    private TimeSpan _rest;

    /// <returns>The turn, to be disposed of when the work is done; null if there is no spare time now.</returns>
    public IDisposable? TryBegin()
    {
        lock (_lock)
        {
            if (_isTaken || time.GetElapsedTime(_rested) < _rest) return null;
            _isTaken = true;
            return new Turn(this, time.GetTimestamp());
        }
    }

    private void End(long begun)
    {
        lock (_lock)
        {
            _isTaken = false;
            _rested = time.GetTimestamp();
            _rest = RestsFor * time.GetElapsedTime(begun, _rested);
        }
    }

    private sealed class Turn(SpareTime spare, long begun) : IDisposable
    {
        public void Dispose() => spare.End(begun);
    }
}
