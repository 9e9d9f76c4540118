using System.Threading.Channels;
using GroupResults.Application.Changes;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Changes;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace GroupResults.Infrastructure.Tests.Changes;

/// <summary>Two instances that tell each other of changes, each with a clock of its own.</summary>
public sealed class RedisChangesTests : IAsyncLifetime
{
    private const int Changes = 5000;

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly PushHead Head = new(1, Infrastructure.Tests.Reports.Push, Incarnation.Draw(), 0, TestService.StartTime, TestService.StartTime, default);

    private readonly RedisServer _redis = new();
    private readonly Channel<ChangeCount> _counts = Channel.CreateUnbounded<ChangeCount>();
    private ConnectionMultiplexer _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _redis.InitializeAsync();
        _client = await ConnectionMultiplexer.ConnectAsync(_redis.PatientConnectionString);
        (await _client.GetSubscriber().SubscribeAsync(RedisChanges.Channel)).OnMessage(message =>
        {
            if (ChangeCount.Parse(message.Message) is { } count) _counts.Writer.TryWrite(count);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <summary>A count is what has been told, neither more nor less, whenever it is said: otherwise the others believe that they missed a change.</summary>
    [Fact]
    public async Task Count_SaidWhileChangesAreTold_SendsNobodyAway()
    {
        await using var teller = await StartAsync();
        await using var hearer = await StartAsync();
        await SettleAsync(hearer);
        using var activity = hearer.Signals.Watch(Head.Push.Repository);
        var reads = hearer.Heads.Count;

        var telling = Task.Run(
            () =>
            {
                for (var version = 1; version <= Changes; version++) teller.Changes.Changed(new PushChange(Head with { Version = version }, PushCursor.Of(Head with { Version = version - 1 })));
            },
            Cancellation);
        while (!telling.IsCompleted) teller.Time.Advance(CheckInterval);
        await telling;
        await Eventually.TrueAsync(() => hearer.Heads.Count >= reads + Changes, "all changes to be heard");
        await NextCountAsync(teller, count => count == Changes);
        await CheckAsync(hearer);

        Assert.NotNull(await activity.TakeAsync(Cancellation));
    }

    /// <summary>Until it has heard itself, and with that all that the other has said before.</summary>
    private async Task SettleAsync(Instance instance)
    {
        using var watch = instance.Signals.Watch(Head.Push);
        int reads;
        do
        {
            reads = instance.Heads.Count;
            await CheckAsync(instance);
        }
        while (instance.Heads.Count > reads); // It has looked for what it may have missed.
    }

    /// <summary>A whole check: it begins with a count, and the next one's count comes after its end.</summary>
    private async Task CheckAsync(Instance instance)
    {
        for (var i = 0; i < 2; i++) await NextCountAsync(instance, static _ => true);
    }

    private async Task NextCountAsync(Instance instance, Func<long, bool> expected)
    {
        while (_counts.Reader.TryRead(out _))
        {
            // Said before.
        }

        instance.Time.Advance(CheckInterval);
        while (!expected((await _counts.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation)).Count))
        {
            // Another one, which was on its way.
        }
    }

    private async Task<Instance> StartAsync()
    {
        var instance = new Instance(_redis.PatientConnectionString);
        await Eventually.TrueAsync(
            async () =>
            {
                await instance.Breaker.StartAsync(Cancellation);
                return instance.Breaker.IsClosed;
            },
            "the connection to Redis");
        await instance.Changes.StartAsync(Cancellation);
        await _counts.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation);
        return instance;
    }

    private sealed class Instance : IAsyncDisposable
    {
        private readonly RedisClient _client;

        internal Instance(string redis)
        {
            _client = new RedisClient(redis);
            Breaker = new RedisCircuitBreaker(_client, Time, NullLogger<RedisCircuitBreaker>.Instance);
            Changes = new RedisChanges(Signals, Heads, _client, Breaker, Time, NullLogger<RedisChanges>.Instance);
        }

        internal TestTime Time { get; } = new(TestService.StartTime);

        internal PushSignals Signals { get; } = new();

        internal CountedHeads Heads { get; } = new();

        internal RedisCircuitBreaker Breaker { get; }

        internal RedisChanges Changes { get; }

        public async ValueTask DisposeAsync()
        {
            await Changes.StopAsync(CancellationToken.None);
            Changes.Dispose();
            await Breaker.DisposeAsync();
            await _client.DisposeAsync();
        }
    }

    private sealed class CountedHeads : IPushHeads
    {
        private int _count;

        internal int Count => Volatile.Read(ref _count);

        public ValueTask<PushHead?> FindAsync(PushKey push, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return ValueTask.FromResult<PushHead?>(Head with { Version = Changes });
        }

        public ValueTask<PushHead?> FindInRepositoryAsync(PushKey push, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<PushHead>> FindByPrefixAsync(string repository, string prefix, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
