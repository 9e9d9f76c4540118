using System.Text.Json;
using GroupResults.Api.Tests.Access;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Questions;

public sealed class RepositoryTests : HistoryTests
{
    [Fact]
    public async Task Repositories_AreListedByName()
    {
        await ReportAsync("try", "aa", Linux, Ok("a.toml"));
        await ReportAsync("autoland", "aa", Linux, Ok("a.toml"));
        await ReportAsync("autoland", "bb", Linux, Ok("a.toml"));

        var answer = await Service.QueryAsync("{ repositories { name pushCount lastActivityAt } }");

        var now = JsonSerializer.Serialize(Service.Time.GetUtcNow().UtcDateTime);
        Assert.Equal(
            $$"""[{"name":"autoland","pushCount":2,"lastActivityAt":{{now}}},{"name":"try","pushCount":1,"lastActivityAt":{{now}}}]""",
            answer.GetProperty("repositories").GetRawText());
    }

    [Fact]
    public async Task Repository_WithoutPushes_IsNull()
    {
        Assert.Equal("""{"repository":null}""", (await Service.QueryAsync("""{ repository(name: "autoland") { name } }""")).GetRawText());
    }

    [Fact]
    public async Task Group_WithoutAResultInTheRepository_IsNull()
    {
        await ReportAsync("try", "aa", Linux, Ok("a.toml"));
        await ReportAsync("autoland", "aa", Linux, Ok("b.toml"));

        foreach (var isSettled in (bool[])[false, true])
        {
            if (isSettled) await Service.SettleAsync();
            Assert.Equal(JsonValueKind.Null, (await AskAsync("""group(name: "a.toml") { name }""")).ValueKind);
            Assert.Equal(JsonValueKind.Null, (await AskAsync("""group(name: "never.toml") { name }""")).ValueKind);
            Assert.Equal("\"b.toml\"", await AskOfGroupAsync("b.toml", "name"));
        }
    }

    [Fact]
    public async Task Node_OfARepositoryAndAGroup_IsFoundByItsId()
    {
        await ReportAsync("web/site", "aa", Linux, Ok("dir/é:b.toml"));
        var repository = await AskAsync("""group(name: "dir/é:b.toml") { id repository { id } }""", "web/site");
        var (group, id) = (repository.GetProperty("id").GetString(), repository.GetProperty("repository").GetProperty("id").GetString());

        var answer = await Service.QueryAsync(
            """
            query($id: ID!, $ids: [ID!]!) {
              node(id: $id) { id ... on Repository { name pushCount } }
              nodes(ids: $ids) { __typename id ... on Group { name history { totalCount } repository { name } } }
            }
            """,
            new { id, ids = new[] { group, "none", id, OpaqueId("repository:other"), OpaqueId("group-of:web/site:other.toml") } });

        Assert.Equal($$"""{"id":"{{id}}","name":"web/site","pushCount":1}""", answer.GetProperty("node").GetRawText());
        Assert.Equal(
            $$$"""[{"__typename":"Group","id":"{{{group}}}","name":"dir/é:b.toml","history":{"totalCount":1},"repository":{"name":"web/site"}},null,{"__typename":"Repository","id":"{{{id}}}"},null,null]""",
            answer.GetProperty("nodes").GetRawText());
    }

    [Fact]
    public async Task Pushes_ByPosition_ComeNewestFirstAndThoseWithoutOneLast()
    {
        foreach (var number in (int[])[3, 1, 12, 2]) await RecordAsync(number);
        await ReportAsync("autoland", "aa", Linux, Ok("a.toml"));
        Service.Time.Advance(TimeSpan.FromMinutes(1));
        await ReportAsync("autoland", "bb", Linux, Ok("a.toml"));
        await ReportAsync("autoland", "cc", Linux, Ok("a.toml")); // At the same moment.

        foreach (var size in (int[])[1, 2, 3, 20])
            Assert.Equal([Revision(12), Revision(3), Revision(2), Revision(1), "cc", "bb", "aa"], await ReadAllAsync("POSITION", size));
    }

    [Fact]
    public async Task Pushes_ByActivity_AreAsInTheListOfPushes()
    {
        await RecordAsync(2);
        await ReportAsync(2, Linux, Ok("a.toml"));
        Service.Time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(1);
        await ReportAsync(1, Linux, Ok("a.toml"));

        Assert.Equal([Revision(1), Revision(2)], await ReadAllAsync("ACTIVITY", 1));
        Assert.Equal([Revision(2), Revision(1)], await ReadAllAsync("POSITION", 1));
    }

    [Fact]
    public async Task Pushes_WithACursorOfTheOtherOrder_SayWhatIsWrong()
    {
        await RecordAsync(1);
        await RecordAsync(2);
        var cursor = (await AskAsync("pushes(first: 1) { pageInfo { endCursor } }")).GetProperty("pageInfo").GetProperty("endCursor").GetString();

        var answer = await Service.GraphQLAsync($$"""{ repository(name: "autoland") { pushes(orderBy: ACTIVITY, after: "{{cursor}}") { totalCount } } }""");

        Assert.Equal("after is a cursor of pushes by POSITION; with orderBy: ACTIVITY, it must be the endCursor of a page in that order", answer.Json.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Repositories_ForATokenOfOne_AreThatOne()
    {
        await using var guarded = new TestService { Environment = "Production", Settings = ["--GroupResults:Access:Reads=Token"] };
        await guarded.InitializeAsync();
        await guarded.StoreAsync("autoland", NewRevision());
        await guarded.StoreAsync("try", NewRevision());
        var token = await guarded.IssueAsync(AccessScopes.Read, "try");

        var all = await guarded.GraphQLAsync("{ repositories { name } }", null, null, token.Header);
        var other = await guarded.GraphQLAsync("""{ repository(name: "autoland") { name } }""", null, null, token.Header);
        var node = await guarded.GraphQLAsync($$"""{ node(id: "{{OpaqueId("group-of:autoland:a")}}") { id } }""", null, null, token.Header);

        Assert.Equal("""[{"name":"try"}]""", all.Json.GetProperty("data").GetProperty("repositories").GetRawText());
        Assert.Equal((Outcome.Forbidden, Outcome.Forbidden), (AccessOutcome.Of(other), AccessOutcome.Of(node)));
    }

    private static string OpaqueId(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));

    private async Task<List<string>> ReadAllAsync(string order, int size)
    {
        List<string> revisions = [];
        for (string? after = null; ;)
        {
            var page = await AskAsync(
                $$"""pushes(first: {{size}}, after: {{JsonSerializer.Serialize(after)}}, orderBy: {{order}}) { totalCount edges { cursor node { revision } } nodes { revision } pageInfo { hasNextPage endCursor } }""");
            revisions.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("revision").GetString()!));
            var edge = page.GetProperty("edges").EnumerateArray().Last();
            Assert.Equal((revisions[^1], page.GetProperty("pageInfo").GetProperty("endCursor").GetString()), (edge.GetProperty("node").GetProperty("revision").GetString(), edge.GetProperty("cursor").GetString()));
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()) return revisions;
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        }
    }
}
