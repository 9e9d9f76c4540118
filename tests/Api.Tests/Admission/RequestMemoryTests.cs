using System.Net;
using System.Text.Json;
using GraphQLServer.Http;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.Settings;
using GroupResults.Api.Tests.Access;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Admission;
using GroupResults.Domain.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Admission;

/// <summary>The one budget of what requests and subscriptions hold.</summary>
public sealed class RequestMemoryTests
{
    private const int KiB = 1024;
    private const int Limit = 80 * KiB;

    private const string Subscription = """subscription { pushUpdated(repository: "autoland", revision: "a") { version } }""";
    private const string Query =
        """query($revision: String!, $status: [GroupStatus!]) { push(repository: "autoland", revision: $revision) { tasks(first: 2000, status: $status) { nodes { taskId } } } }""";

    private static readonly ClientId One = new(TokenId: null, Network: 1);
    private static readonly ClientId Other = new(TokenId: null, Network: 2);
    private static readonly ClientId Token = new("t", Network: 0);

    private readonly RequestMemory _memory = new(HttpSettings.Default with { BodyMemoryBytes = Limit }, new AccessPolicy(IsOpen: false, ReadsNeedToken: false));

    private static string[] Many { get; } = [.. Enumerable.Repeat("OK", 400)];

    [Fact]
    public void Client_WithoutAToken_LeavesAsMuchAsItHolds()
    {
        Assert.True(TryTake(One, 10));
        Assert.False(TryTake(One, 1));

        Assert.True(TryTake(Other, 5)); // Of the quarter of 20 KiB that all have.
        Assert.False(TryTake(Other, 1));
        Assert.True(TryTake(Token, 65));
        Assert.False(TryTake(Token, 1));

        Return(One, 10);
        Assert.True(TryTake(Token, 10));
        Return(Token, 75);
        Return(Other, 5);
        Assert.Equal(0, _memory.TakenBytes);
        Assert.True(TryTake(One, 10));
    }

    [Fact]
    public void Client_WithSubscriptions_LeavesRoomForReports()
    {
        Assert.True(TryTake(Token, 20, isLasting: true)); // Of the half of 40 KiB for what lasts.
        Assert.False(TryTake(Token, 1, isLasting: true));
        Assert.True(TryTake(One, 5, isLasting: true));

        Assert.True(TryTake(Token, 55));
        Return(Token, 20, isLasting: true);
        Assert.True(TryTake(Token, 10, isLasting: true));
    }

    [Theory]
    [InlineData(false, false, 81, "body takes about 82944 bytes of memory; the limit for one client is 81920")]
    [InlineData(true, false, 11, "body takes about 11264 bytes of memory; the limit for one client is 10240")]
    [InlineData(false, true, 21, "body takes about 21504 bytes of memory; the limit for one client is 20480")]
    [InlineData(false, false, 80, "The memory for requests (81920 bytes) is full. Try again.")]
    [InlineData(true, false, 10, "The memory for requests without an access token (20480 bytes) is full. Try again.")]
    [InlineData(true, true, 10, "The memory for subscriptions (40960 bytes) is full. Try again.")]
    public void Refusal_SaysWhetherTryingAgainHelps(bool isAnonymous, bool isLasting, int kiB, string message)
    {
        var refusal = Assert.Single(_memory.Full(isAnonymous ? One : Token, kiB * KiB, isLasting).Refusals);

        Assert.Equal((message, message.EndsWith("Try again.", StringComparison.Ordinal)), (refusal.Message, refusal.RetryAfter is not null));
    }

    [Fact]
    public async Task Subscription_OverAWebSocket_IsCountedUntilItEnds()
    {
        await using var service = await StartAsync();
        var (memory, places) = (service.Services.GetRequiredService<RequestMemory>(), service.Services.GetRequiredService<SubscriptionPlaces>());
        using var socket = await GraphQLSocket.StartAsync(service);
        await socket.SubscribeAsync("1", Subscription);
        await Eventually.TrueAsync(() => places.Taken == 1, "the subscription begins");
        var one = memory.TakenBytes;
        Assert.InRange(one, 1, 10 * KiB);

        await socket.SubscribeAsync("2", Subscription, new { status = Many });
        await Eventually.TrueAsync(() => places.Taken == 2, "another begins");
        Assert.InRange(memory.TakenBytes, one + 1, 2 * one); // What it does not declare is dropped.

        await socket.CompleteAsync("2");
        await socket.CompleteAsync("1");
        await Eventually.TrueAsync(() => memory.TakenBytes == 0, "nothing is held");
    }

    [Fact]
    public async Task Subscriptions_LargerThanTheMemory_AreRefusedUntilThereIsRoom()
    {
        await using var service = await StartAsync("--GroupResults:Http:MaxBodyBytes=65536", "--GroupResults:Http:BodyMemoryBytes=600000");
        var memory = service.Services.GetRequiredService<RequestMemory>();
        using var socket = await GraphQLSocket.StartAsync(service);
        await socket.SubscribeAsync("1", Large(1));
        await Eventually.TrueAsync(() => memory.TakenBytes > 80 * KiB, "it is counted with its document");

        await socket.SubscribeAsync("2", Large(2));

        var error = (await ErrorOfAsync(socket, "2")).GetProperty("extensions");
        Assert.Equal("UNAVAILABLE", error.GetProperty("code").GetString());
        await socket.CompleteAsync("1");
        await Eventually.TrueAsync(() => memory.TakenBytes == 0, "nothing is held");
        await socket.SubscribeAsync("3", Large(3));
        await Eventually.TrueAsync(() => memory.TakenBytes > 80 * KiB, "there is room again");
    }

    [Fact]
    public async Task Operation_OnAStreamThatIsNotOpened_IsCountedUntilItEnds()
    {
        await using var service = await StartAsync("--GroupResults:Http:MaxBodyBytes=65536", "--GroupResults:Http:BodyMemoryBytes=600000");
        var memory = service.Services.GetRequiredService<RequestMemory>();
        var token = (await service.Http.SendAsync(HttpMethod.Put, "/graphql")).Text;
        Assert.Equal(HttpStatusCode.Accepted, (await AddAsync(service, token, "1", Subscription)).Status);
        await Eventually.TrueAsync(() => memory.TakenBytes is > 0 and < 10 * KiB, "what is not declared is dropped");

        Assert.Equal(HttpStatusCode.Accepted, (await AddAsync(service, token, "2", Query)).Status);
        var refused = await AddAsync(service, token, "3", Query);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "2"), (refused.Status, refused.Header("Retry-After")));
        Assert.Equal("The memory for subscriptions (300000 bytes) is full. Try again.", refused.Error.GetProperty("message").GetString());
        foreach (var id in (string[])["1", "2"]) await service.Http.SendAsync(HttpMethod.Delete, $"/graphql?token={token}&operationId={id}");
        await Eventually.TrueAsync(() => memory.TakenBytes == 0, "nothing is held");
    }

    [Fact]
    public async Task Query_ThatWaitsForItsTurn_IsCountedUntilItIsAnswered()
    {
        await using var service = await StartAsync();
        var memory = service.Services.GetRequiredService<RequestMemory>();
        var limiter = service.Services.GetRequiredService<ComputationLimiter>();
        var revision = NewRevision();
        await service.StoreAsync("autoland", revision);
        var (reading, release) = service.HoldNextSnapshot();
        var first = service.GraphQLAsync(Query, new { revision });
        await reading;
        var before = memory.TakenBytes;
        var waiting = service.GraphQLAsync(Query, new { revision, status = Many });
        await Eventually.TrueAsync(() => limiter.Waiting == 1, "the second waits");
        Assert.InRange(memory.TakenBytes, before + (60 * KiB), before + (200 * KiB));

        release.SetResult();
        await Task.WhenAll(first, waiting);
        await Eventually.TrueAsync(() => memory.TakenBytes == 0, "nothing is held");
    }

    /// <summary>What is answered at once holds nothing, however full the memory is.</summary>
    [Fact]
    public async Task Hit_WhileTheMemoryIsFull_IsAnswered()
    {
        await using var service = await StartAsync();
        var query = $$"""{ push(repository: "autoland", revision: "a") { counts { ok } resultMap } } # {{new string('x', 600)}}""";
        var first = await service.QueryAsync(query);
        var memory = service.Services.GetRequiredService<RequestMemory>();
        Assert.True(memory.TryTake(Token, HttpSettings.Default.BodyMemoryBytes, isLasting: false));

        Assert.Equal(first.GetRawText(), (await service.QueryAsync(query)).GetRawText());
    }

    [Fact]
    public async Task Operation_WhoseStreamCannotBeStarted_IsForgotten()
    {
        await using var service = await StartAsync();
        var memory = service.Services.GetRequiredService<RequestMemory>();
        var token = (await service.Http.SendAsync(HttpMethod.Put, "/graphql")).Text;
        await AddAsync(service, token, "1", Query);
        Assert.NotEqual(0, memory.TakenBytes);
        var gone = new DefaultHttpContext { RequestServices = service.Services };
        (gone.Request.Method, gone.Request.QueryString) = ("GET", new QueryString($"?token={token}"));
        gone.Request.Headers.Accept = "text/event-stream";
        gone.Response.Body = new FailingStream();

        await Assert.ThrowsAsync<IOException>(() => service.Services.GetRequiredService<GraphQLEndpoint>().HandleAsync(gone));

        await Eventually.TrueAsync(() => memory.TakenBytes == 0, "nothing is held");
    }

    [Fact]
    public async Task Operation_ThatIsNotGraphQL_IsCountedWithItsText()
    {
        await using var service = await StartAsync();
        var token = (await service.Http.SendAsync(HttpMethod.Put, "/graphql")).Text;

        await AddAsync(service, token, "1", $$"""{ "{{new string('x', 30_000)}}" """);

        Assert.InRange(service.Services.GetRequiredService<RequestMemory>().TakenBytes, 60_000, 70_000);
    }

    [Fact]
    public async Task Operation_WithAnIdOfMoreThan256Characters_IsRefused()
    {
        await using var service = await StartAsync();
        var token = (await service.Http.SendAsync(HttpMethod.Put, "/graphql")).Text;
        Assert.Equal(HttpStatusCode.Accepted, (await AddAsync(service, token, new string('i', 256), Query)).Status);
        var refused = await AddAsync(service, token, new string('i', 257), Query);
        Assert.Equal(
            "'extensions.operationId' must be a string of your choice, of 1 to 256 characters.", refused.Error.GetProperty("message").GetString());

        using var socket = await GraphQLSocket.StartAsync(service);
        await socket.SubscribeAsync(new string('i', 256), "{ __typename }");
        await socket.ReceiveAsync("next", new string('i', 256));
        await socket.ReceiveAsync("complete", new string('i', 256));
        await socket.SubscribeAsync(new string('i', 257), "{ __typename }");
        await socket.AssertClosedAsync(4400);
    }

    /// <summary>Reading a long query takes a core for as long as a costly query, so it is the wait of whoever sends them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Query_ThatIsLong_WaitsForItsClientsTurnUnlessItHasAToken(bool hasToken)
    {
        await using var service = new TestService { Environment = "Production" };
        await service.InitializeAsync();
        var limiter = service.Services.GetRequiredService<ComputationLimiter>();
        (string, string)[] headers = hasToken ? [(await service.IssueAsync(AccessScopes.Read)).Header] : [];
        var client = new ClientId(TokenId: null, ClientIds.Of(Caller.Checked, IPAddress.Loopback).Network);
        using var running = await limiter.EnterAsync(client, cost: 100, heldBytes: 0, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, (await service.GraphQLAsync("{ __typename }", headers: headers)).Status);
        var asking = service.GraphQLAsync($"{{ __typename }} # {new string('x', 64_000)}", headers: headers);
        if (!hasToken) await Eventually.TrueAsync(() => limiter.Waiting == 1, "the long query waits");
        if (!hasToken) running!.Dispose();

        Assert.Equal(HttpStatusCode.OK, (await asking).Status);
        Assert.Equal(0, limiter.Waiting);
    }

    private bool TryTake(ClientId client, int kiB, bool isLasting = false) => _memory.TryTake(client, kiB * KiB, isLasting);

    private void Return(ClientId client, int kiB, bool isLasting = false) => _memory.Return(client, kiB * KiB, isLasting);

    private static async Task<TestService> StartAsync(params string[] settings)
    {
        var service = new TestService { Settings = settings };
        await service.InitializeAsync();
        await service.StoreAsync("autoland", "a");
        return service;
    }

    private static string Large(int number) => $"{Subscription} # {number}{new string('x', 2000)}";

    private static Task<Answer> AddAsync(TestService service, string token, string id, string query) => service.PostAsync(
        JsonSerializer.Serialize(new { query, variables = new { revision = "a", status = Many }, extensions = new { operationId = id } }),
        prepare: request => request.Headers.Add("X-GraphQL-Event-Stream-Token", token));

    /// <summary>The error of an operation; payloads of others may come before it.</summary>
    private static async Task<JsonElement> ErrorOfAsync(GraphQLSocket socket, string id)
    {
        while (true)
        {
            var message = await socket.ReceiveAsync();
            if (message.GetProperty("id").GetString() == id) return message.GetProperty("payload")[0];
        }
    }

    private sealed class FailingStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The client is gone.");
    }
}
