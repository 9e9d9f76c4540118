using GroupResults.Application.Changes;
using GroupResults.Application.Pushes;
using GroupResults.Infrastructure.Caching;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace GroupResults.Infrastructure.Changes;

/// <summary>
/// Signals changes between instances through Redis. Messages may be lost, so each instance announces every second how many
/// changes it has made. If a count differs from the messages received, or an instance does not receive its own messages,
/// the heads of watched pushes are read.
/// </summary>
internal sealed class RedisChanges(
    PushSignals signals, IPushHeads heads, RedisClient client, RedisCircuitBreaker breaker, TimeProvider time, ILogger<RedisChanges> log) : BackgroundService, IPushChangeListener
{
    internal static readonly RedisChannel Channel = RedisChannel.Literal("group_results:changes");
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(3);

    private const int MaxInstances = 1000;

    private readonly Guid _id = Guid.NewGuid();

    /// <summary>
    /// Counting and announcing a change is one step; otherwise a count could include a change that was not announced yet.
    /// </summary>
    private readonly Lock _announceLock = new();

    private readonly Dictionary<Guid, long> _received = []; // Changes received per instance; used only by the message handler.
    private ISubscriber? _subscriber;
    private long _announced;
    private long _lastOwnMessageAt;
    private bool _isFirst = true;
    private volatile bool _mayHaveMissed = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        try
        {
            do await CheckAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_subscriber is null && breaker.IsClosed) await SubscribeAsync();
            AnnounceCount();
            var isSilent = time.GetElapsedTime(Volatile.Read(ref _lastOwnMessageAt)) > SilenceLimit;
            var missed = _mayHaveMissed && !isSilent;
            if (!isSilent && !missed) return;
            _mayHaveMissed = isSilent; // Read once more when messages arrive again: the last read may have preceded them.
            await ReadWatchedHeadsAsync(cancellationToken);
            if (missed && !_isFirst) signals.ResetRepositories();
            _isFirst &= isSilent;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            log.ChangesFailed(exception.GetType().Name);
            _mayHaveMissed = true;
        }
    }

    private async Task SubscribeAsync()
    {
        var subscriber = (await client.ConnectAsync()).GetSubscriber();
        var messages = await subscriber.SubscribeAsync(Channel); // Messages are handled in order; the client resubscribes by itself.
        messages.OnMessage(message => Receive(message.Message));
        _subscriber = subscriber;
    }

    /// <summary>Must only hand the message over.</summary>
    public void Changed(PushChange change)
    {
        var message = new ChangeMessage(_id, change.Head.Push, change.Since).ToString();
        lock (_announceLock)
        {
            _announced++;
            if (breaker.IsClosed) Send(message); // Messages would otherwise accumulate.
        }
    }

    private void AnnounceCount()
    {
        lock (_announceLock) Send(new ChangeCount(_id, _announced).ToString());
    }

    private void Send(string message)
    {
        try
        {
            _subscriber?.Publish(Channel, message, CommandFlags.FireAndForget);
        }
        catch (Exception exception)
        {
            log.ChangesFailed(exception.GetType().Name); // Other instances notice by the count. The writer must not fail.
        }
    }

    private void Receive(RedisValue text)
    {
        if (ChangeMessage.Parse(text) is { } message)
        {
            if (message.Sender == _id) return;
            if (_received.TryGetValue(message.Sender, out var count)) _received[message.Sender] = count + 1;
            if (signals.IsWatched(message.Push)) _ = SignalAsync(message);
        }
        else if (ChangeCount.Parse(text) is { } sent)
        {
            if (sent.Sender == _id) Volatile.Write(ref _lastOwnMessageAt, time.GetTimestamp());
            else Compare(sent);
        }
    }

    private void Compare(ChangeCount sent)
    {
        if (_received.TryGetValue(sent.Sender, out var count) && count != sent.Count) _mayHaveMissed = true;
        if (_received.Count >= MaxInstances) _received.Clear(); // Instances come and go.
        _received[sent.Sender] = sent.Count;
    }

    private async Task SignalAsync(ChangeMessage message)
    {
        try
        {
            if (await heads.FindAsync(message.Push, CancellationToken.None) is not { } head) return; // The sender has another database.
            signals.Signal(head, head.Incarnation == message.Before.Incarnation ? message.Before : null);
        }
        catch (Exception exception)
        {
            log.ChangesFailed(exception.GetType().Name);
            _mayHaveMissed = true;
        }
    }

    private async Task ReadWatchedHeadsAsync(CancellationToken cancellationToken)
    {
        foreach (var push in signals.WatchedPushes)
        {
            if (await heads.FindAsync(push, cancellationToken) is { } head) signals.Signal(head, before: null);
        }
    }
}
