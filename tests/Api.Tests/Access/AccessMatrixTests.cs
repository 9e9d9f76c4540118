using System.Net;
using System.Text;
using System.Text.Json;
using GraphQL.Types;
using GroupResults.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Access;

/// <summary>
/// Everybody asks for everything everywhere. Who may is said by <see cref="AccessRule"/>; what there is, by <see cref="AccessTargets"/>.
/// </summary>
public sealed class AccessMatrixTests(AccessWorlds worlds) : IClassFixture<AccessWorlds>
{
    public static MatrixTheoryData<Where, Who> Callers => new(Enum.GetValues<Where>(), Enum.GetValues<Who>());

    [Fact]
    public void Operations_HaveEachFieldOfTheSchema()
    {
        var schema = worlds.Of(Where.Development).Service.Services.GetRequiredService<ISchema>();
        var fields = new[] { schema.Query, schema.Mutation!, schema.Subscription! }.SelectMany(type => type.Fields.Select(field => $"{type.Name}.{field.Name}"));

        Assert.Empty(fields.Except(AccessTargets.Operations.Select(operation => operation.Field)));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public Task Operations_ByPost_AreForThoseWhoMay(Where where, Who who) => EachAsync(where, who, async (world, operation, text) =>
    {
        if (operation.IsSubscription) return null; // As events only.
        return await PostAsync(world, who, text, GraphQLRequests.ResponseType);
    });

    [Theory]
    [MemberData(nameof(Callers))]
    public Task Operations_ByPostOfPlainJson_AreForThoseWhoMay(Where where, Who who) => EachAsync(where, who, async (world, operation, text) =>
    {
        if (operation.IsSubscription) return null;
        var answer = await PostAsync(world, who, text, "application/json");
        Assert.Equal(200, (int)answer.Status);
        return answer;
    });

    [Theory]
    [MemberData(nameof(Callers))]
    public Task Queries_ByGet_AreForThoseWhoMay(Where where, Who who) => EachAsync(where, who, async (world, operation, text) => operation.IsQuery
        ? await world.Service.GetAsync($"/graphql?query={Uri.EscapeDataString(text)}", [("Accept", GraphQLRequests.ResponseType), .. world.HeadersOf(who)])
        : null);

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Addresses_AreForThoseWhoMay(Where where, Who who)
    {
        var world = worlds.Of(where);
        foreach (var address in AccessTargets.Addresses)
        {
            var (path, body) = (await world.FillAsync(address.Path), address.Body is null ? null : await world.FillAsync(address.Body));
            var stored = world.Stored();
            var answer = await SendAsync(world, who, address, path, body);
            var hasBody = address.Method != HttpMethod.Head;
            var isGraphQL = address.Path.StartsWith("/graphql", StringComparison.Ordinal) && (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
            var outcome = isGraphQL ? AccessOutcome.OfRefusal(answer) : AccessOutcome.OfProblem(answer, hasBody);
            Check(world, who, address.Name, AccessRule.Expect(where, who, address.Need, address.Repository), outcome, answer.Text, stored);
            if (outcome is Outcome.Allowed && address.Status != 0) Assert.True(address.Status == (int)answer.Status, $"{address.Name}: {answer.Status} {answer.Text}");
        }
    }

    /// <summary>The schema's text and the explorer are nobody's and everybody's: their settings decide.</summary>
    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Pages_AreTheSameForAll(Where where, Who who)
    {
        var service = worlds.Of(where).Service;
        foreach (var (path, accept) in ((string, string)[])[("/graphql", "text/html"), ("/explorer/", "*/*"), ("/", "*/*"), ("/graphql?sdl", "*/*")])
        {
            var nobodys = await service.GetAsync(path, ("Accept", accept));
            var answer = await service.GetAsync(path, [("Accept", accept), .. worlds.Of(where).HeadersOf(who)]);
            Assert.Equal((nobodys.Status, nobodys.Text), (answer.Status, answer.Text));
            Assert.NotEqual(401, (int)answer.Status);
        }
    }

    private async Task EachAsync(Where where, Who who, Func<AccessWorld, Operation, string, Task<Answer?>> ask)
    {
        var world = worlds.Of(where);
        foreach (var operation in AccessTargets.Operations)
        {
            var text = await world.FillAsync(operation.Text);
            var stored = world.Stored();
            if (await ask(world, operation, text) is not { } answer) continue;
            Check(world, who, text, AccessRule.Expect(where, who, operation.Need, operation.Repository), AccessOutcome.Of(answer), answer.Text, stored);
        }
    }

    private static void Check(AccessWorld world, Who who, string what, Outcome expected, Outcome outcome, string text, object stored)
    {
        Assert.True(expected == outcome, $"{what}: expected {expected}, was {outcome}: {text}");
        if (outcome is Outcome.Allowed) return;
        Assert.Equal(stored, world.Stored());
        AccessOutcome.AssertDiscreet(world, text);
        if (AccessRule.IsInvalid(who) && text.Length > 0) Assert.Contains(AccessOutcome.InvalidToken, text, StringComparison.Ordinal);
    }

    private static Task<Answer> PostAsync(AccessWorld world, Who who, string query, string accept) => world.Service.PostAsync(
        JsonSerializer.Serialize(new { query }), accept: accept, prepare: request => request.AddHeaders(world.HeadersOf(who)));

    private static async Task<Answer> SendAsync(AccessWorld world, Who who, Address address, string path, string? body)
    {
        var headers = address.Headers.ToArray();
        for (var i = 0; i < headers.Length; i++)
        {
            if (headers[i].Value == "STREAM") headers[i] = (headers[i].Name, await ReserveAsync(world));
        }

        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await world.Service.Http.SendAsync(address.Method, path, request =>
        {
            request.Content = content;
            request.AddHeaders([.. headers, .. world.HeadersOf(who)]);
        });
    }

    private static async Task<string> ReserveAsync(AccessWorld world) =>
        (await world.Service.Http.SendAsync(HttpMethod.Put, "/graphql", request => request.AddHeaders(world.HeadersOf(Who.All)))).Text;
}
