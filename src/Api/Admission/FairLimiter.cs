using System.Threading.RateLimiting;

namespace GroupResults.Api.Admission;

/// <summary>
/// Lets work of a bounded weight run at a time. What does not fit waits in a queue of its client, and the queues are served in turn:
/// a client's flood is that client's wait, and another client waits for no more than what runs and one turn of each queue before it.
/// System.Threading.RateLimiting has queues by partition, but nothing that shares permits between them in turn.
/// </summary>
/// <typeparam name="TClient">Names a client.</typeparam>
/// <param name="total">Weight that runs at a time.</param>
/// <param name="perClient">Weight that one client runs at a time; also the heaviest that is admitted.</param>
/// <param name="queueLimit">Requests of one client that may wait.</param>
/// <param name="rest">
/// How long a client's permits rest after work of a weight that took so long. Others have the machine meanwhile, however much one client asks for.
/// </param>
/// <param name="time">The machine's: what work takes has nothing to do with the service's clock.</param>
internal sealed class FairLimiter<TClient>(int total, int perClient, int queueLimit, Func<int, TimeSpan, TimeSpan> rest, TimeProvider time)
    : PartitionedRateLimiter<TClient>
    where TClient : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TClient, Queue> _queues = [];

    /// <summary>Clients with waiting requests, the one whose turn it is first.</summary>
    private readonly LinkedList<Queue> _turns = [];

    private int _running;
    private int _waiting;
    private bool _isDisposed;

    /// <summary>Requests of all clients that wait.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Weight that could be admitted now.</summary>
    internal int Free => total - Volatile.Read(ref _running);

    /// <summary>The weight that the client runs now, or that rests.</summary>
    internal int RunningOf(TClient client)
    {
        lock (_lock) return _queues.GetValueOrDefault(client)?.Running ?? 0;
    }

    public override RateLimiterStatistics? GetStatistics(TClient resource)
    {
        lock (_lock)
        {
            var queue = _queues.GetValueOrDefault(resource);
            return new RateLimiterStatistics
            {
                CurrentAvailablePermits = Math.Min(total - _running, perClient - (queue?.Running ?? 0)),
                CurrentQueuedCount = queue?.Waiting.Count ?? 0,
            };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(TClient resource, int permitCount)
    {
        lock (_lock) return TryAdmit(resource, permitCount) ?? Lease.Refused;
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(TClient resource, int permitCount, CancellationToken cancellationToken)
    {
        Request request;
        lock (_lock)
        {
            if (TryAdmit(resource, permitCount) is { } lease) return new(lease);
            var queue = QueueOf(resource);
            if (_isDisposed || queue.Waiting.Count >= queueLimit) return new(Lease.Refused);
            request = new Request(permitCount);
            request.Place = queue.Waiting.AddLast(request);
            if (queue.Waiting.Count == 1) _turns.AddLast(queue);
            _waiting++;
        }

        return WaitAsync(resource, request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var request in _turns.SelectMany(queue => queue.Waiting)) request.Admission.TrySetResult(Lease.Refused);
            _turns.Clear();
            _waiting = 0;
        }

        base.Dispose(disposing);
    }

    private async ValueTask<RateLimitLease> WaitAsync(TClient client, Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Admission.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            if (!Leave(client, request)) (await request.Admission.Task).Dispose(); // Admitted in the same moment.
            throw;
        }
    }

    /// <returns>False if it waits no more.</returns>
    private bool Leave(TClient client, Request request)
    {
        lock (_lock)
        {
            if (request.Admission.Task.IsCompleted || request.Place?.List is not { } waiting) return false;
            waiting.Remove(request.Place);
            _waiting--;
            var queue = _queues[client];
            if (waiting.Count == 0) _turns.Remove(queue);
            Forget(queue);
            Serve(); // It may have been the one that all others wait for.
            return true;
        }
    }

    /// <summary>Admits at once, unless it is another client's turn.</summary>
    private Lease? TryAdmit(TClient client, int weight)
    {
        if (weight > perClient) throw new ArgumentOutOfRangeException(nameof(weight), weight, $"The heaviest that is admitted is {perClient}.");
        if (_isDisposed || _running + weight > total) return null;
        var queue = QueueOf(client);
        if (queue.Waiting.Count > 0 || queue.Running + weight > perClient)
        {
            Forget(queue);
            return null;
        }

        if (_turns.Any(other => other.Running + other.Waiting.First!.Value.Weight <= perClient))
        {
            Forget(queue);
            return null;
        }

        return Admit(queue, weight);
    }

    private Lease Admit(Queue queue, int weight)
    {
        queue.Running += weight;
        _running += weight;
        var begun = time.GetTimestamp();
        return new Lease(() => _ = EndAsync(queue, weight, begun));
    }

    private async Task EndAsync(Queue queue, int weight, long begun)
    {
        var pause = rest(weight, time.GetElapsedTime(begun));
        if (pause > TimeSpan.Zero)
        {
            End(queue, weight, own: 0);
            await Task.Delay(pause, time);
            End(queue, weight: 0, own: weight);
        }
        else
        {
            End(queue, weight, own: weight);
        }
    }

    /// <param name="weight">Free again for all.</param>
    /// <param name="own">Free again for the client.</param>
    private void End(Queue queue, int weight, int own)
    {
        lock (_lock)
        {
            _running -= weight;
            queue.Running -= own;
            Serve();
            Forget(queue);
        }
    }

    /// <summary>
    /// Each client in turn, as far as there is room. One that runs what it may is passed over; one that wants more than there is room for is
    /// waited for, or light requests would keep heavy ones out for ever.
    /// </summary>
    private void Serve()
    {
        for (var turn = _turns.First; turn is not null;)
        {
            var (queue, next) = (turn.Value, turn.Next);
            var request = queue.Waiting.First!.Value;
            if (queue.Running + request.Weight <= perClient)
            {
                if (_running + request.Weight > total) return;
                queue.Waiting.RemoveFirst();
                _turns.Remove(turn);
                if (queue.Waiting.Count > 0)
                {
                    _turns.AddLast(turn);
                    next ??= turn;
                }

                _waiting--;
                request.Admission.SetResult(Admit(queue, request.Weight));
            }

            turn = next;
        }
    }

    private Queue QueueOf(TClient client)
    {
        if (!_queues.TryGetValue(client, out var queue)) _queues.Add(client, queue = new Queue(client));
        return queue;
    }

    private void Forget(Queue queue)
    {
        if (queue.Running == 0 && queue.Waiting.Count == 0) _queues.Remove(queue.Client);
    }

    private sealed class Queue(TClient client)
    {
        internal TClient Client => client;

        internal int Running { get; set; }

        internal LinkedList<Request> Waiting { get; } = [];
    }

    private sealed class Request(int weight)
    {
        internal int Weight => weight;

        internal LinkedListNode<Request>? Place { get; set; }

        internal TaskCompletionSource<RateLimitLease> Admission { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <param name="end">Called once; null for a refusal.</param>
    private sealed class Lease(Action? end) : RateLimitLease
    {
        internal static readonly Lease Refused = new(end: null);

        private Action? _end = end;

        public override bool IsAcquired { get; } = end is not null;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Exchange(ref _end, null)?.Invoke();
            base.Dispose(disposing);
        }
    }
}
