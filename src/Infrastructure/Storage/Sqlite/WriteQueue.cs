using GroupResults.Application;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// What waits for the writer. Reports are bounded in number and in bytes, and refused beyond; upkeep, of which each
/// worker has one at a time, has a lane of its own that goes first, so that no flood of reports holds up the warm-ups.
/// </summary>
internal sealed class WriteQueue(WriterLimits limits)
{
    private readonly object _lock = new();
    private readonly Queue<WriteWork> _reports = new();
    private readonly Queue<WriteWork> _upkeep = new();
    private int _waitingReports;
    private long _waitingBytes;
    private bool _closed;

    internal int WaitingReports => Volatile.Read(ref _waitingReports);

    /// <exception cref="UnavailableException">There is no room, or the service is stopping.</exception>
    internal void Add(WriteWork work)
    {
        lock (_lock)
        {
            if (_closed) throw new UnavailableException("The service is stopping: nothing was stored.", retryAfter: limits.RetryAfter);
            if (work.Reports == 0)
            {
                _upkeep.Enqueue(work);
            }
            else
            {
                if (!HasRoomFor(work)) throw Full();
                _waitingReports += work.Reports;
                _waitingBytes += work.Bytes;
                _reports.Enqueue(work);
            }

            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Waits until something waits; false where the queue is closed and empty.</summary>
    internal bool WaitForWork()
    {
        lock (_lock)
        {
            while (_upkeep.Count + _reports.Count == 0)
            {
                if (_closed) return false;
                Monitor.Wait(_lock);
            }

            return true;
        }
    }

    /// <summary>Everything that waits and that fits in one transaction, also what comes while the first of it is at work.</summary>
    internal IEnumerable<WriteWork> TakeGroup()
    {
        while (TakeUpkeep() is { } upkeep) yield return upkeep;
        var reports = 0;
        var bytes = 0L;
        while (TakeReports(limits.MaxTransactionReports - reports, limits.MaxTransactionBytes - bytes, isFirst: reports == 0) is { } work)
        {
            reports += work.Reports;
            bytes += work.Bytes;
            yield return work;
        }
    }

    /// <summary>What waits now, to be refused.</summary>
    internal IReadOnlyList<WriteWork> TakeAll()
    {
        lock (_lock)
        {
            List<WriteWork> all = [.. _upkeep.Concat(_reports).Where(work => work.TryStart())];
            _upkeep.Clear();
            _reports.Clear();
            _waitingReports = 0;
            _waitingBytes = 0;
            return all;
        }
    }

    /// <summary>Nothing more is added; what waits may still be taken.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Whatever its size, something fits where nothing waits.</summary>
    private bool HasRoomFor(WriteWork work) =>
        _reports.Count == 0
        || (_waitingReports + work.Reports <= limits.MaxWaitingReports && _waitingBytes + work.Bytes <= limits.MaxWaitingBytes);

    private WriteWork? TakeUpkeep()
    {
        lock (_lock)
        {
            while (_upkeep.TryDequeue(out var work))
            {
                if (work.TryStart()) return work;
            }

            return null;
        }
    }

    private WriteWork? TakeReports(int maxReports, long maxBytes, bool isFirst)
    {
        lock (_lock)
        {
            while (_reports.TryPeek(out var work) && (isFirst || (work.Reports <= maxReports && work.Bytes <= maxBytes)))
            {
                _reports.Dequeue();
                _waitingReports -= work.Reports;
                _waitingBytes -= work.Bytes;
                if (work.TryStart()) return work;
            }

            return null;
        }
    }

    private UnavailableException Full() => new(
        $"Too many reports are waiting to be stored: nothing was stored. Send the report again in {Math.Ceiling(limits.RetryAfter.TotalSeconds)} s.",
        retryAfter: limits.RetryAfter);
}
