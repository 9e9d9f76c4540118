using System.Net;
using System.Text.Json;
using GraphQLServer;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Api.GraphQL.Subscriptions;
using GroupResults.Api.Tests.Admission;
using GroupResults.Api.Tests.GraphQL.Subscriptions;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application;
using GroupResults.Application.Admission;
using GroupResults.Application.Caching;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Storage.Sqlite;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>A response that many wait for: its execution cannot end before all of them do.</summary>
public sealed class AwaitedResponseTests : IAsyncLifetime
{
    private const int Waiters = 40;

    private static readonly ClientId ThisMachine = ClientIds.Of(Caller.Checked, IPAddress.Loopback);

    private readonly WaiterCount _waiters = new(Waiters);
    private readonly FakeTimeProvider _heavyTime = new();
    private readonly ComputationLimiter _limiter;
    private readonly TestService _service;
    private readonly string _revision = NewRevision();
    private HeldSnapshots _snapshots = null!;

    public AwaitedResponseTests()
    {
        _limiter = Limiters.Create(OperationLimits.Default, _heavyTime);
        _service = new TestService(services =>
        {
            // Around everything that waits.
            services.Insert(0, ServiceDescriptor.Singleton<IPipelineBehavior<GetAnswer<QueryResponse>, PushAnswer?>>(new CountingBehavior<QueryResponse>(_waiters)));
            services.Insert(0, ServiceDescriptor.Singleton<IPipelineBehavior<GetAnswer<EventPayload>, PushAnswer?>>(new CountingBehavior<EventPayload>(_waiters)));
            services.Replace(ServiceDescriptor.Singleton<IPushSnapshots>(provider =>
                _snapshots = new HeldSnapshots(provider.GetRequiredService<SqlitePushReader>(), _waiters.AllWait, _heavyTime)));
            services.Replace(ServiceDescriptor.Singleton(_ => _limiter));
        });
    }

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _limiter.Dispose();
    }

    [Fact]
    public async Task Execution_ThatSucceeds_IsTheAnswerOfAllWhoWait()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Waiters).Select(number => AskAsync(number % 2 == 0 ? "gzip" : null)));

        Assert.Equal(1, _snapshots.Reads);
        Assert.All(answers, answer => Assert.Equal("""{"push":{"tasks":{"totalCount":1}}}""", answer.Json.GetProperty("data").GetRawText()));
        Assert.Contains("\"computations\":1,", await StatisticsAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task CostlyExecution_ThatManyWaitFor_TakesOneTurn(string? encoding)
    {
        var asking = Enumerable.Range(0, Waiters).Select(_ => AskAsync(encoding, "resultMap")).ToArray();
        await AllWaitAsync(asking);

        Assert.All(await Task.WhenAll(asking), answer =>
            Assert.Equal("""{"push":{"resultMap":{"T":{"a":true}}}}""", answer.Json.GetProperty("data").GetRawText()));
        Assert.Equal((1, ComputationLimiter.Heaviest), (_snapshots.Reads, _limiter.RunningOf(ThisMachine)));
    }

    /// <summary>A cursor that leads nowhere: everything is the event.</summary>
    [Fact]
    public async Task CostlyEvent_ThatManyWaitFor_TakesOneTurn()
    {
        var subscribed = Enumerable.Range(0, Waiters).Select(_ => FirstEventAsync()).ToArray();
        await AllWaitAsync(subscribed);

        Assert.All(await Task.WhenAll(subscribed), payload => Assert.Equal("""{"T":{"a":true}}""", payload.Updated().Map()));
        Assert.Equal((1, ComputationLimiter.Heaviest), (_snapshots.Reads, _limiter.RunningOf(ThisMachine)));
    }

    [Theory]
    [InlineData(null, "INTERNAL")]
    [InlineData("gzip", "INTERNAL")]
    [InlineData(null, "UNAVAILABLE")]
    [InlineData("gzip", "UNAVAILABLE")]
    public async Task Execution_ThatFails_IsTheErrorOfAllWhoWaitAndIsNotKept(string? encoding, string code)
    {
        var secret = new IOException("SELECT secret");
        _snapshots.Failure = code == "INTERNAL" ? secret : new UnavailableException("Try again.", secret);

        var answers = await Task.WhenAll(Enumerable.Range(0, Waiters).Select(_ => AskAsync(encoding)));

        Assert.Equal(1, _snapshots.Reads);
        Assert.All(answers, answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("""{"push":null}""", answer.Json.GetProperty("data").GetRawText());
            Assert.Equal(code, answer.Error.GetProperty("extensions").GetProperty("code").GetString());
            Assert.DoesNotContain("SELECT", answer.Text, StringComparison.Ordinal);
            Assert.Equal(answers[0].Text, answer.Text);
        });
        Assert.Equal("""{"hits":0,"misses":0,"computations":0,"entries":0}""", await StatisticsAsync());

        _snapshots.Failure = null;
        var next = await AskAsync(encoding);

        Assert.Equal("""{"push":{"tasks":{"totalCount":1}}}""", next.Json.GetProperty("data").GetRawText());
        Assert.Equal("GroupResults; fwd=miss; stored", next.Header("Cache-Status"));
        Assert.Equal(2, _snapshots.Reads);
        Assert.Equal("GroupResults; hit; ttl=300", (await AskAsync(encoding)).Header("Cache-Status"));
    }

    /// <summary>None of them is answered before the execution that all wait for has ended.</summary>
    private async Task AllWaitAsync<T>(Task<T>[] asking)
    {
        var first = await Task.WhenAny([_waiters.AllWait, .. asking]).WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        if (first is Task<T> early && !_waiters.AllWait.IsCompleted) Assert.Fail($"One was answered while others wait for a turn: {await early}");
    }

    private async Task<JsonElement> FirstEventAsync()
    {
        using var events = await EventReader.PostAsync(_service, Subscribed.PushUpdated, new { revision = _revision, since = "none" });
        return await events.ReadAsync("next");
    }

    private Task<Answer> AskAsync(string? encoding, string field = "tasks { totalCount }") => _service.PostAsync(
        JsonSerializer.Serialize(new { query = $$"""{ push(repository: "autoland", revision: "{{_revision}}") { {{field}} } }""" }),
        prepare: request =>
        {
            if (encoding is not null) request.AddHeaders(("Accept-Encoding", encoding));
        });

    private async Task<string> StatisticsAsync() =>
        (await _service.QueryAsync("{ cacheStatistics { hits misses computations entries } }")).GetProperty("cacheStatistics").GetRawText();

    private sealed class WaiterCount(int expected)
    {
        private readonly TaskCompletionSource _allWait = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        internal Task AllWait => _allWait.Task;

        internal void Add()
        {
            if (Interlocked.Increment(ref _count) == expected) _allWait.SetResult();
        }
    }

    /// <summary>A request has joined the execution, or begun it, by the time that sending it has returned.</summary>
    private sealed class CountingBehavior<TContent>(WaiterCount waiters) : IPipelineBehavior<GetAnswer<TContent>, PushAnswer?>
        where TContent : IPushContent
    {
        public Task<PushAnswer?> Handle(GetAnswer<TContent> request, CancellationToken cancellationToken, RequestHandlerDelegate<PushAnswer?> next)
        {
            var answer = next();
            waiters.Add();
            return answer;
        }
    }

    /// <param name="heavyTime">Moved by each reading, so that a turn has a rest after it, which never ends.</param>
    private sealed class HeldSnapshots(IPushSnapshots inner, Task gate, FakeTimeProvider heavyTime) : IPushSnapshots
    {
        private int _reads;

        internal int Reads => Volatile.Read(ref _reads);

        internal Exception? Failure { get; set; }

        public async Task<PushSnapshot?> ReadAsync(PushKey push, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            await gate.WaitAsync(cancellationToken);
            heavyTime.Advance(TimeSpan.FromMilliseconds(20));
            return Failure is null ? await inner.ReadAsync(push, cancellationToken) : throw Failure;
        }
    }
}
