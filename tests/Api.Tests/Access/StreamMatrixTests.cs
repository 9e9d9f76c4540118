using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Access;

/// <summary>Everybody asks for everything everywhere, over WebSockets and as server-sent events.</summary>
public sealed class StreamMatrixTests(AccessWorlds worlds) : IClassFixture<AccessWorlds>
{
    public static MatrixTheoryData<Where, Who> Callers => new(Enum.GetValues<Where>(), Enum.GetValues<Who>());

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Operations_AsEvents_AreForThoseWhoMay(Where where, Who who)
    {
        var world = worlds.Of(where);
        foreach (var operation in AccessTargets.Operations)
        {
            var query = await world.FillAsync(operation.Text);
            var stored = world.Stored();
            string text;
            Outcome outcome;
            using (var events = await EventReader.PostAsync(world.Service, query, null, world.HeadersOf(who)))
            {
                if (events.ContentType == "text/event-stream; charset=utf-8")
                {
                    var payload = await FirstAsync(world, operation, events.ReadAsync("next"));
                    (text, outcome) = (payload.GetRawText(), AccessOutcome.Of(payload));
                }
                else
                {
                    var answer = await events.ToAnswerAsync();
                    Assert.Equal("application/graphql-response+json; charset=utf-8", answer.ContentType);
                    (text, outcome) = (answer.Text, AccessOutcome.Of(answer));
                }
            }

            await EndAsync(world, who, operation, outcome, text, stored);
        }
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Operations_OverAWebSocketWithAHeader_AreForThoseWhoMay(Where where, Who who)
    {
        var world = worlds.Of(where);
        using var socket = await GraphQLSocket.OpenAsync(world.Service, world.HeadersOf(who));
        await socket.SendAsync("""{"type":"connection_init"}""");
        await AskAsync(socket, world, who);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Operations_OverAWebSocketWithAPayload_AreForThoseWhoMay(Where where, Who who)
    {
        var world = worlds.Of(where);
        using var socket = await GraphQLSocket.OpenAsync(world.Service, GraphQLSocket.Protocol);
        await (world.AuthorizationOf(who) is { } authorization
            ? socket.IntroduceAsync(authorization)
            : socket.SendAsync("""{"type":"connection_init","payload":{"Authorization":null}}"""));
        await AskAsync(socket, world, who);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task ReservedStream_IsOpenedByThoseWhoMayRead(Where where, Who who)
    {
        var world = worlds.Of(where);
        var reserved = await world.Service.Http.SendAsync(HttpMethod.Put, "/graphql", request => request.AddHeaders(world.HeadersOf(Who.All)));
        Assert.Equal(HttpStatusCode.Created, reserved.Status);

        using var events = await EventReader.GetAsync(world.Service, $"/graphql?token={reserved.Text}", world.HeadersOf(who));

        var expected = AccessRule.Expect(where, who, Need.Read, repository: null);
        Assert.Equal(expected is Outcome.Allowed, events.ContentType == "text/event-stream; charset=utf-8");
        if (expected is not Outcome.Allowed) Assert.Equal(expected, AccessOutcome.OfRefusal(await events.ToAnswerAsync()));
    }

    private static async Task AskAsync(GraphQLSocket socket, AccessWorld world, Who who)
    {
        if (AccessRule.IsInvalid(who))
        {
            await socket.AssertClosedAsync(4403);
            Assert.Equal(AccessOutcome.InvalidToken, socket.CloseReason);
            return;
        }

        Assert.Equal("connection_ack", (await socket.ReceiveAsync()).GetProperty("type").GetString());
        foreach (var operation in AccessTargets.Operations)
        {
            var query = await world.FillAsync(operation.Text);
            var stored = world.Stored();
            await socket.SubscribeAsync("1", query);
            var message = await FirstAsync(world, operation, socket.ReceiveAsync());
            var payload = message.GetProperty("payload");
            var isRefused = message.GetProperty("type").GetString() == "error";
            var outcome = isRefused ? AccessOutcome.OfCode(payload[0]) : AccessOutcome.Of(payload);
            if (!isRefused && operation.IsSubscription) await socket.CompleteAsync("1");
            else if (!isRefused) await socket.ReceiveAsync("complete", "1");
            await EndAsync(world, who, operation, outcome, payload.GetRawText(), stored);
        }
    }

    /// <summary>The first that comes. A subscription that runs is given something to tell.</summary>
    private static async Task<JsonElement> FirstAsync(AccessWorld world, Operation operation, Task<JsonElement> first)
    {
        if (operation.IsSubscription)
        {
            await Eventually.TrueAsync(() => first.IsCompleted || world.Service.Signals.Watched > 0, operation.Field);
            if (!first.IsCompleted) await world.Service.StoreAsync("autoland", GraphQLRequests.NewRevision());
        }

        return await first;
    }

    private static async Task EndAsync(AccessWorld world, Who who, Operation operation, Outcome outcome, string text, object stored)
    {
        var expected = AccessRule.Expect(world.Where, who, operation.Need, operation.Repository);
        Assert.True(expected == outcome, $"{operation.Text}: expected {expected}, was {outcome}: {text}");
        await Eventually.TrueAsync(() => world.Service.Signals.Watched == 0, "the subscription ends");
        if (outcome is Outcome.Allowed) return;
        Assert.Equal(stored, world.Stored());
        AccessOutcome.AssertDiscreet(world, text);
    }
}
