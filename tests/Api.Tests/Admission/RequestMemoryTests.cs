using System.Net;
using System.Text.Json;
using GroupResults.Api.Admission;
using GroupResults.Api.Settings;
using GroupResults.Api.Tests.Access;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Admission;
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

    private static readonly MemoryClient One = new(new ClientId(TokenId: null, Network: 1), IsAnonymous: true);
    private static readonly MemoryClient Other = new(new ClientId(TokenId: null, Network: 2), IsAnonymous: true);
    private static readonly MemoryClient Token = new(new ClientId("t", Network: 0), IsAnonymous: false);

    private readonly RequestMemory _memory = new(HttpSettings.Default with { BodyMemoryBytes = Limit });

    private static string[] Many { get; } = [.. Enumerable.Repeat("OK", 400)];

    [Fact]
    public void Client_WithoutAToken_LeavesAsMuchAsItHolds()
    {
        Assert.True(_memory.TryTake(One, 10 * KiB));
        Assert.False(_memory.TryTake(One, 1));

        Assert.True(_memory.TryTake(Other, 5 * KiB)); // Of the quarter of 20 KiB that all have.
        Assert.False(_memory.TryTake(Other, 1));
        Assert.True(_memory.TryTake(Token, 65 * KiB));
        Assert.False(_memory.TryTake(Token, 1));

        _memory.Return(One, 10 * KiB);
        Assert.True(_memory.TryTake(Token, 10 * KiB));
        _memory.Return(Token, 75 * KiB);
        _memory.Return(Other, 5 * KiB);
        Assert.Equal(0, _memory.TakenBytes);
        Assert.True(_memory.TryTake(One, 10 * KiB));
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
        await using var service = await StartAsync("--GroupResults:Http:MaxBodyBytes=65536", "--GroupResults:Http:BodyMemoryBytes=163840");
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
        await using var service = await StartAsync("--GroupResults:Http:MaxBodyBytes=65536", "--GroupResults:Http:BodyMemoryBytes=163840");
        var memory = service.Services.GetRequiredService<RequestMemory>();
        var token = (await service.Http.SendAsync(HttpMethod.Put, "/graphql")).Text;
        Assert.Equal(HttpStatusCode.Accepted, (await AddAsync(service, token, "1", Subscription)).Status);
        await Eventually.TrueAsync(() => memory.TakenBytes is > 0 and < 10 * KiB, "what is not declared is dropped");

        Assert.Equal(HttpStatusCode.Accepted, (await AddAsync(service, token, "2", Query)).Status);
        var refused = await AddAsync(service, token, "3", Query);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "2"), (refused.Status, refused.Header("Retry-After")));
        Assert.Equal("The memory for requests and subscriptions (163840 bytes) is full. Try again.", refused.Error.GetProperty("message").GetString());
        foreach (var id in (string[])["1", "2"]) await service.Http.SendAsync(HttpMethod.Delete, $"/graphql?token={token}&operationId={id}");
        await Eventually.TrueAsync(() => memory.TakenBytes == 0, "nothing is held");
    }

    [Fact]
    public async Task Query_ThatWaitsForItsTurn_IsCountedUntilItIsAnswered()
    {
        await using var service = await StartAsync();
        var memory = service.Services.GetRequiredService<RequestMemory>();
        var limiter = service.Services.GetRequiredService<ComputationLimiter>();
        var (reading, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var revision = NewRevision();
        await service.StoreAsync("autoland", revision);
        service.AfterNextSnapshot = () =>
        {
            reading.SetResult();
            return release.Task;
        };
        var first = service.GraphQLAsync(Query, new { revision });
        await reading.Task;
        var before = memory.TakenBytes;
        var waiting = service.GraphQLAsync(Query, new { revision, status = Many });
        await Eventually.TrueAsync(() => limiter.Waiting == 1, "the second waits");
        Assert.InRange(memory.TakenBytes, before + (80 * KiB), before + (200 * KiB));

        release.SetResult();
        await Task.WhenAll(first, waiting);
        await Eventually.TrueAsync(() => memory.TakenBytes == 0, "nothing is held");
    }

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
}
