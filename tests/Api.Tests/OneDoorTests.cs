using System.Text.Json;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Api.Tests.Access;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Caching;
using GroupResults.Application.Results;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests;

/// <summary>Every read is one query through one behaviour, whatever brings it: the head is read once for a hit and at most twice for a miss.</summary>
public sealed class OneDoorTests : IAsyncLifetime
{
    private static readonly string[] Transports = ["REST", "GET", "POST", "WebSocket", "EventStream", "Batch"];
    private static readonly string[] Selections = ["version", "resultMap", "counts { ok }", "resultMap counts { ok }", "tasks { totalCount }", "resultMap tasks { totalCount }", "position", "completion { expected }", "classifications { kind } counts { ok }", "tasks(state: [PENDING]) { nodes { push { version counts { ok } } } }"];

    private readonly SendCount _sends = new();
    private readonly TestService _service;

    public OneDoorTests() => _service = new TestService(services =>
    {
        AddCounting<ResultMapContent>(services);
        AddCounting<ResultCountsContent>(services);
        AddCounting<QueryResponse>(services);
    })
    {
        Settings = ["--GroupResults:GraphQL:MaxBatch=2"],
    };

    public static TheoryData<string, string> Reads => new(Transports.SelectMany(
        transport => (transport == "REST" ? ["identity", "gzip", "br"] : Selections).Select(what => (transport, what))));

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Read_OfOnePush_ReadsItsHeadOnceForAHitAndAtMostTwiceForAMiss(string transport, string what)
    {
        var revision = NewRevision();
        await _service.StoreAsync("autoland", revision);

        var before = _service.HeadReads.Count;
        await ReadAsync(transport, what, revision);
        Assert.InRange(_service.HeadReads.Count - before, 1, 2);

        (before, var sends) = (_service.HeadReads.Count, _sends.Count);
        await ReadAsync(transport, what, revision);
        Assert.Equal((1, 1), (_service.HeadReads.Count - before, _sends.Count - sends));
    }

    [Fact]
    public async Task Read_ThatTheClientHas_ReadsTheHeadOnce()
    {
        var revision = NewRevision();
        await _service.StoreAsync("autoland", revision);
        var tag = (await _service.GetAsync(GroupResultsPath(revision))).Header("ETag")!;
        var (before, sends) = (_service.HeadReads.Count, _sends.Count);

        await _service.GetAsync(GroupResultsPath(revision), ("If-None-Match", tag));

        Assert.Equal((1, 1), (_service.HeadReads.Count - before, _sends.Count - sends));
    }

    private async Task ReadAsync(string transport, string what, string revision)
    {
        var query = $$"""{ push(repository: "autoland", revision: "{{revision}}") { {{what}} } }""";
        switch (transport)
        {
            case "REST":
                await _service.GetAsync(GroupResultsPath(revision), ("Accept-Encoding", what));
                break;
            case "GET":
                await _service.GetAsync($"/graphql?query={Uri.EscapeDataString(query)}");
                break;
            case "POST":
                await _service.GraphQLAsync(query);
                break;
            case "WebSocket":
                using (var socket = await GraphQLSocket.StartAsync(_service))
                {
                    await socket.SubscribeAsync("1", query);
                    await socket.ReceiveAsync("next", "1");
                }

                break;
            case "EventStream":
                using (var events = await EventReader.PostAsync(_service, query)) await events.ReadAsync("next");
                break;
            default:
                await _service.PostAsync(JsonSerializer.Serialize(new[] { new { query } }));
                break;
        }
    }

    private void AddCounting<TContent>(IServiceCollection services)
        where TContent : IPushContent =>
        services.Insert(0, ServiceDescriptor.Singleton<IPipelineBehavior<GetAnswer<TContent>, PushAnswer?>>(new CountingBehavior<TContent>(_sends)));

    private sealed class SendCount
    {
        private int _count;

        internal int Count => Volatile.Read(ref _count);

        internal void Add() => Interlocked.Increment(ref _count);
    }

    private sealed class CountingBehavior<TContent>(SendCount sends) : IPipelineBehavior<GetAnswer<TContent>, PushAnswer?>
        where TContent : IPushContent
    {
        public Task<PushAnswer?> Handle(GetAnswer<TContent> request, CancellationToken cancellationToken, RequestHandlerDelegate<PushAnswer?> next)
        {
            sends.Add();
            return next();
        }
    }
}
