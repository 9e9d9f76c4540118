using System.Threading.RateLimiting;

namespace GroupResults.Api.Admission;

/// <summary>
/// Bounds the weight of work that runs at the same time. Work that does not fit waits in its client's queue, and the queues are served
/// round-robin: a flood delays only its own client. A client that comes new waits for the running work, for the other new ones before it,
/// and for one turn of the regulars before each of them; so many floods at once do not delay it either, and new clients take at most every
/// second turn from regulars. System.Threading.RateLimiting has queues per partition, but nothing that shares permits between them fairly.
/// </summary>
/// <typeparam name="TClient">Identifies a client.</typeparam>
/// <param name="total">The weight that may run at the same time.</param>
/// <param name="perClient">The weight that one client may run at the same time; also the maximum weight of one request.</param>
/// <param name="queueLimit">The number of requests of one client that may wait.</param>
/// <param name="rest">
/// How long a client's permits rest after work of this weight and duration. Meanwhile the machine is free for other clients.
/// </param>
/// <param name="time">The system clock, not the service's: it measures how long work takes.</param>
internal sealed class FairLimiter<TClient>(int total, int perClient, int queueLimit, Func<int, TimeSpan, TimeSpan> rest, TimeProvider time)
    : PartitionedRateLimiter<TClient>
    where TClient : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TClient, Queue> _queues = [];

    /// <summary>The queues with waiting requests, the next turn first.</summary>
    private readonly LinkedList<Queue> _turns = [];

    private int _running;
    private int _waiting;
    private bool _isDisposed;

    /// <summary>The number of waiting requests of all clients.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The weight that could be admitted now.</summary>
    internal int Free => total - Volatile.Read(ref _running);

    /// <summary>The weight of the client that is running or resting.</summary>
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
            if (queue.Waiting.Count == 1) AddTurn(queue);
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

    private void AddTurn(Queue queue)
    {
        var before = queue.IsNew ? Behind(LastNew()) : _turns.Last;
        if (before is null) _turns.AddFirst(queue);
        else _turns.AddAfter(before, queue);

        LinkedListNode<Queue>? LastNew()
        {
            var turn = _turns.Last;
            while (turn is { Value.IsNew: false }) turn = turn.Previous;
            return turn;
        }

        // One regular has its turn before each new client.
        LinkedListNode<Queue>? Behind(LinkedListNode<Queue>? turn) => (turn is null ? _turns.First : turn.Next) ?? turn;
    }

    private async ValueTask<RateLimitLease> WaitAsync(TClient client, Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Admission.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            if (!Leave(client, request)) (await request.Admission.Task).Dispose(); // It was admitted at the same moment.
            throw;
        }
    }

    /// <returns>False if the request no longer waits.</returns>
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
            Serve(); // The removed request may have blocked all others.
            return true;
        }
    }

    /// <summary>Admits the work if there is room and it is no other client's turn.</summary>
    private Lease? TryAdmit(TClient client, int weight)
    {
        if (weight > perClient) throw new ArgumentOutOfRangeException(nameof(weight), weight, $"The maximum weight is {perClient}.");
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
        queue.IsNew = false;
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

    /// <param name="weight">The weight to free for all clients.</param>
    /// <param name="own">The weight to free for this client.</param>
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
    /// Admits requests of each client in turn while there is room. A client at its own limit is skipped. A request too heavy for the room
    /// left blocks those after it; otherwise light requests would starve heavy ones.
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

        /// <summary>Whether the client has had no turn since it was last neither waiting nor running.</summary>
        internal bool IsNew { get; set; } = true;

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
