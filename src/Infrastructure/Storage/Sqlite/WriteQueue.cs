using GroupResults.Application;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The writer's queue. Reports are bounded in number and bytes, and refused beyond. Maintenance work has its own queue,
/// which goes first, so that a flood of reports does not delay warm-ups; each worker adds one at a time.
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

    /// <exception cref="UnavailableException">The queue is full, or the service is stopping.</exception>
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

    /// <summary>Waits for work. Returns false when the queue is closed and empty.</summary>
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

    /// <summary>Takes the queued work that fits in one transaction, including work that arrives during the enumeration.</summary>
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

    /// <summary>Takes all queued work, to be refused.</summary>
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

    /// <summary>Rejects further work; queued work can still be taken.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>An empty queue accepts work of any size.</summary>
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
