using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>Relay's rules: what has an id can be read again by it, and pages have edges.</summary>
public sealed class NodeTests(TestService service) : IClassFixture<TestService>
{
    private const string ReadNode =
        """
        query($id: ID!) {
          node(id: $id) {
            __typename id
            ... on Push { ...Parts }
            ... on TaskRun { taskId runId results { group status } }
          }
        }
        fragment Parts on Push { revision resultMap counts { ok } tasks(first: 1) { nodes { taskId } } }
        """;

    [Fact]
    public async Task Node_OfAPushsId_IsThePushWithAllThatIsAskedFor()
    {
        var revision = NewRevision();
        await service.RecordAsync(Report(revision, "A", ("g", "OK", 1)));
        var id = await IdAsync(revision, "id");

        var node = (await service.QueryAsync(ReadNode, new { id })).GetProperty("node");

        Assert.Equal(
            $$$"""{"__typename":"Push","id":"{{{id}}}","revision":"{{{revision}}}","resultMap":{"A":{"g":true}},"counts":{"ok":1},"tasks":{"nodes":[{"taskId":"A"}]}}""",
            node.GetRawText());
    }

    [Fact]
    public async Task Node_OfATaskRunsId_IsTheTaskRun()
    {
        var revision = NewRevision();
        await service.RecordAsync(Report(revision, "A", ("g", "OK", 1)));
        await service.RecordAsync(Report(revision, "A", ("g", "ERROR", 1)).With("runId", 1));
        var data = await service.QueryAsync(
            "query($revision: String!) { push(repository: \"autoland\", revision: $revision) { tasks { nodes { id } } } }", new { revision });
        var ids = data.GetProperty("push").GetProperty("tasks").GetProperty("nodes").EnumerateArray().Select(run => run.GetProperty("id").GetString()).ToList();

        var node = (await service.QueryAsync(ReadNode, new { id = ids[1] })).GetProperty("node");

        Assert.Equal($$"""{"__typename":"TaskRun","id":"{{ids[1]}}","taskId":"A","runId":1,"results":[{"group":"g","status":"ERROR"}]}""", node.GetRawText());
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public async Task Node_OfTheLongestNames_IsFound()
    {
        var repository = $"{new string('r', 99)}/{new string('s', 100)}";
        var (revision, taskId) = (new string('f', 64), new string('T', 64));
        await service.RecordAsync(Report(revision, taskId, ("g", "OK", 1)).With("repository", repository).With("runId", 1000));
        var data = await service.QueryAsync(
            "query($repository: String!, $revision: String!) { push(repository: $repository, revision: $revision) { id tasks { nodes { id } } } }",
            new { repository, revision });
        var push = data.GetProperty("push");
        foreach (var id in (string?[])[push.GetProperty("id").GetString(), push.GetProperty("tasks").GetProperty("nodes")[0].GetProperty("id").GetString()])
            Assert.Equal(id, (await service.QueryAsync(ReadNode, new { id })).GetProperty("node").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("cHVzaDphOmI")]
    [InlineData("cnVuOmE6Yjpj")]
    public async Task Node_OfAnIdThatNamesNothing_IsNull(string id) =>
        Assert.Equal(JsonValueKind.Null, (await service.QueryAsync(ReadNode, new { id })).GetProperty("node").ValueKind);

    [Fact]
    public async Task Edges_OfBothConnections_HaveTheNodesWithTheirCursors()
    {
        var revision = NewRevision();
        foreach (var task in (string[])["A", "B", "C"]) await service.RecordAsync(Report(revision, task, ("g", "OK", 1)));
        const string Read =
            """
            query($revision: String!, $after: String) {
              push(repository: "autoland", revision: $revision) {
                tasks(first: 2, after: $after) {
                  nodes { taskId }
                  edges { cursor node { taskId } }
                  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
                }
              }
              pushes(repository: "autoland", first: 1) { nodes { revision } edges { cursor node { revision counts { ok } } } pageInfo { startCursor endCursor } }
            }
            """;
        var first = await service.QueryAsync(Read, new { revision });
        var page = first.GetProperty("push").GetProperty("tasks");
        var edges = page.GetProperty("edges").EnumerateArray().ToList();
        var second = (await service.QueryAsync(Read, new { revision, after = edges[0].GetProperty("cursor").GetString() }))
            .GetProperty("push").GetProperty("tasks");

        Assert.Equal(["A", "B"], edges.Select(edge => edge.GetProperty("node").GetProperty("taskId").GetString()));
        Assert.Equal(edges[0].GetProperty("cursor").GetString(), page.GetProperty("pageInfo").GetProperty("startCursor").GetString());
        Assert.Equal(edges[1].GetProperty("cursor").GetString(), page.GetProperty("pageInfo").GetProperty("endCursor").GetString());
        Assert.False(page.GetProperty("pageInfo").GetProperty("hasPreviousPage").GetBoolean());
        Assert.Equal(["B", "C"], second.GetProperty("nodes").EnumerateArray().Select(run => run.GetProperty("taskId").GetString()));
        Assert.True(second.GetProperty("pageInfo").GetProperty("hasPreviousPage").GetBoolean());

        var pushes = first.GetProperty("pushes");
        Assert.Equal(
            pushes.GetProperty("nodes")[0].GetProperty("revision").GetString(), pushes.GetProperty("edges")[0].GetProperty("node").GetProperty("revision").GetString());
        Assert.Equal(pushes.GetProperty("pageInfo").GetProperty("endCursor").GetString(), pushes.GetProperty("edges")[0].GetProperty("cursor").GetString());
    }

    private async Task<string> IdAsync(string revision, string field) => JsonSerializer.Deserialize<string>(await service.PushFieldAsync(revision, field))!;
}
