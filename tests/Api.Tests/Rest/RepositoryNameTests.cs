using System.Net;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Rest;

/// <summary>Repositories whose names have slashes: percent-encoded in addresses, as they are everywhere else.</summary>
public sealed class RepositoryNameTests(TestService service) : IClassFixture<TestService>
{
    private const string Repository = "releases/mozilla-esr140.1/x";
    private const string Log = """{"action":"group_result","group":"a.toml","status":"OK"}""";
    private const string Rule = "a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'";

    private readonly string _revision = NewRevision();

    [Theory]
    [InlineData("releases%2Fmozilla-esr140.1%2Fx")]
    [InlineData("releases%2fmozilla-esr140.1%2fx")]
    [InlineData("%72eleases%2Fmozilla%2Desr140%2E1%2Fx")]
    public async Task Uploads_EncodedName_AreOfThatRepository(string encoded)
    {
        var uploaded = await PutAsync($"/api/project/{encoded}/push/{_revision}/task/T/0/errorsummary?jobName=a%2Fb%25c", Log);
        var expected = await PutAsync($"/api/project/{encoded}/push/{_revision}/manifests-by-task", """{"a/b%c": []}""");

        Assert.True((uploaded.Status, expected.Status) == (HttpStatusCode.OK, HttpStatusCode.OK), uploaded.Text + expected.Text);
        Assert.Equal(Repository, uploaded.Json.GetProperty("push").GetProperty("repository").GetString());
        var push = (await service.QueryAsync(
            "query($repository: String!, $revision: String!) { push(repository: $repository, revision: $revision) { resultMap tasks { nodes { jobName } } completion { complete } } }",
            new { repository = Repository, revision = _revision })).GetProperty("push");
        Assert.Equal("""{"resultMap":{"T":{"a.toml":true}},"tasks":{"nodes":[{"jobName":"a/b%c"}]},"completion":{"complete":true}}""", push.GetRawText());
        Assert.Equal("""{"T":{"a.toml":true}}""", (await service.GetAsync($"/api/project/{encoded}/push/group_results/?revision={_revision}")).Text);
    }

    [Theory]
    [InlineData("a%252Fb", "a%2Fb")] // Decoded once.
    [InlineData("a%2F..%2Fb", "a/../b")]
    [InlineData("a%2F%2E%2E%2Fb", "a/../b")]
    [InlineData("a%2F", "a/")]
    [InlineData("%2Fa", "/a")]
    [InlineData("a%2F%2Fb", "a//b")]
    [InlineData("a%25b", "a%b")]
    [InlineData("a%5Cb", "a\\b")]
    [InlineData("a%2F.", "a/.")]
    public async Task Addresses_NameThatBreaksTheRule_AreRefused(string encoded, string name)
    {
        var before = service.CountAllRows();
        foreach (var path in (string[])["task/T/0/errorsummary", "manifests-by-task"])
        {
            var answer = await PutAsync($"/api/project/{encoded}/push/{_revision}/{path}", "{}");
            Assert.Equal(
                (400, "repository", $"repository is '{name}'; {Rule}"),
                ((int)answer.Status, answer.Json.GetProperty("field").GetString(), answer.Json.GetProperty("detail").GetString()));
        }

        var read = await service.GetAsync($"/api/project/{encoded}/push/group_results/?revision={_revision}");
        Assert.Equal((404, $"\"No push with revision: {_revision}\""), ((int)read.Status, read.Text));
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [InlineData("a%2Fb", 200)]
    [InlineData("a%252Fb", 403)]
    [InlineData("a", 403)]
    public async Task Uploads_TokenOfTheRepository_IsLookedForByTheDecodedName(string encoded, int status)
    {
        await using var guarded = new TestService { Environment = "Production" };
        await guarded.InitializeAsync();
        var token = await guarded.IssueAsync(AccessScopes.Ingest, "a/b");

        var answer = await guarded.Http.SendAsync(HttpMethod.Put, $"/api/project/{encoded}/push/{_revision}/manifests-by-task", request =>
        {
            request.Content = new StringContent("{}");
            request.AddHeaders(token.Header);
        });

        Assert.True(status == (int)answer.Status, answer.Text);
    }

    [Fact]
    public async Task GraphQL_LongestNames_HaveIdsThatAreFoundAgain()
    {
        var name = string.Join('/', Enumerable.Repeat(new string('r', 39), 5)) + "r"; // 200 characters.
        var (revision, taskId) = (new string('f', 64), new string('T', 64));
        await service.QueryAsync(
            "mutation($input: TaskStateInput!) { recordTaskStates(inputs: [$input]) { changed } }",
            new { input = new { repository = name, revision, taskId, runId = 1000, state = "PENDING" } });
        var push = (await service.QueryAsync(
            "query($name: String!, $revision: String!) { push(repository: $name, revision: $revision) { id tasks(state: PENDING) { nodes { id } } } }",
            new { name, revision })).GetProperty("push");

        var ids = new[] { push.GetProperty("id").GetString(), push.GetProperty("tasks").GetProperty("nodes")[0].GetProperty("id").GetString() };

        var nodes = (await service.QueryAsync(
            "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Push { repository } ... on TaskRun { taskId } } }", new { ids })).GetProperty("nodes");
        Assert.Equal($$"""[{"repository":"{{name}}"},{"taskId":"{{taskId}}"}]""", nodes.GetRawText());
    }

    private Task<Answer> PutAsync(string path, string content) =>
        service.Http.SendAsync(HttpMethod.Put, path, request => request.Content = new StringContent(content));
}
