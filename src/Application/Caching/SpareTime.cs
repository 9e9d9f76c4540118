namespace GroupResults.Application.Caching;

/// <summary>A tenth of one core's time, for what may as well be left undone: one thing at a time, and then a rest.</summary>
internal sealed class SpareTime(TimeProvider time)
{
    private const int RestsFor = 9;

    private readonly Lock _lock = new();
    private bool _isTaken;
    private long _rested;
    private TimeSpan _rest;

    /// <summary>To be disposed of when it is done.</summary>
    /// <returns>Null where there is no time for it now.</returns>
    internal IDisposable? TryBegin()
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
