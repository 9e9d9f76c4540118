using GroupResults.Application.Changes;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Caching;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace GroupResults.Infrastructure.Changes;

/// <summary>
/// Wakes those who wait here for what other instances commit, by Redis. Messages may be lost: each instance sends itself one every
/// second, and while it does not hear them, and once when it does again, it reads the heads of the pushes that are watched.
/// </summary>
internal sealed class RedisChanges(
    PushSignals signals, IPushHeads heads, RedisConnection connection, TimeProvider time, ILogger<RedisChanges> log) : BackgroundService
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("group_results:changes");
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(3);

    private readonly Guid _id = Guid.NewGuid();
    private ISubscriber? _subscriber;
    private long _heardAt;
    private volatile bool _mayHaveMissed = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signals.Committed = Tell;
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
            if (_subscriber is null && connection.IsOpen) await SubscribeAsync();
            Send($"{_id:N}");
            var isSilent = time.GetElapsedTime(Volatile.Read(ref _heardAt)) > SilenceLimit;
            if (!isSilent && !_mayHaveMissed) return;
            _mayHaveMissed = isSilent; // Once more when messages come again: the last look may have been before them.
            await LookAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            log.ChangesFailed(exception.GetType().Name);
            _mayHaveMissed = true;
        }
    }

    private async Task SubscribeAsync()
    {
        var subscriber = (await connection.MultiplexerAsync()).GetSubscriber();
        await subscriber.SubscribeAsync(Channel, (_, message) => Hear(message)); // The client subscribes again by itself.
        _subscriber = subscriber;
    }

    /// <summary>On the writer's thread: the message is handed over, no more.</summary>
    private void Tell(PushHead head, long versionBefore)
    {
        if (connection.IsOpen) Send(new ChangeMessage(_id, head.Push, head.Incarnation, versionBefore).ToString()); // Else they would pile up.
    }

    private void Send(string message)
    {
        try
        {
            _subscriber?.Publish(Channel, message, CommandFlags.FireAndForget);
        }
        catch (Exception exception)
        {
            log.ChangesFailed(exception.GetType().Name); // The others look by themselves. The writer must go on, whatever it is.
        }
    }

    private void Hear(RedisValue text)
    {
        if (ChangeMessage.Parse(text) is { } message)
        {
            if (message.Sender != _id && signals.IsWatched(message.Push)) _ = SignalAsync(message);
        }
        else if (text == $"{_id:N}")
        {
            Volatile.Write(ref _heardAt, time.GetTimestamp());
        }
    }

    private async Task SignalAsync(ChangeMessage message)
    {
        try
        {
            if (await heads.FindAsync(message.Push, CancellationToken.None) is not { } head) return; // Of another database.
            signals.Signal(head, head.Incarnation == message.Incarnation ? message.VersionBefore : null);
        }
        catch (Exception exception)
        {
            log.ChangesFailed(exception.GetType().Name);
            _mayHaveMissed = true;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var push in signals.WatchedPushes)
        {
            if (await heads.FindAsync(push, cancellationToken) is { } head) signals.Signal(head, versionBefore: null);
        }
    }
}
