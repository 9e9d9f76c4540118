using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

public sealed class PushListTests(TestService service) : IClassFixture<TestService>
{
    private const string Query =
        """
        query($repository: String!, $first: Int = 20, $after: String) {
          pushes(repository: $repository, first: $first, after: $after) { totalCount nodes { revision } pageInfo { hasNextPage endCursor } }
        }
        """;

    private readonly string _repository = "r" + NewRevision()[^10..];

    [Fact]
    public async Task Pushes_AreListedByNewestActivity()
    {
        await RecordAsync("a", "b", "c");
        await RecordAsync("a");

        Assert.Equal("a c b", Revisions(await ReadAsync()));
    }

    [Fact]
    public async Task Pushes_OfOneMoment_ComeInOneOrderOnAllPages()
    {
        await service.RecordBatchAsync([.. "abcdef".Select(revision => InRepository(revision.ToString(), "T"))]);

        Assert.Equal("f e d c b a", string.Join(' ', await ReadAllAsync(1)));
        Assert.Equal("f e d c b a", string.Join(' ', await ReadAllAsync(4)));
    }

    [Fact]
    public async Task Pushes_OfARepositoryNeverSeen_AreNone()
    {
        Assert.Equal(
            """{"totalCount":0,"nodes":[],"pageInfo":{"hasNextPage":false,"endCursor":null}}""", (await ReadAsync()).GetRawText());
    }

    [Fact]
    public async Task Pushes_OfOtherRepositories_AreNotListed()
    {
        await RecordAsync("a");
        await service.RecordAsync(Report("b", "T").With("repository", _repository + "x"));

        var page = await ReadAsync();

        Assert.Equal("a", Revisions(page));
        Assert.Equal(1, page.GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Pushes_WithAPushMovingUpBetweenPages_RepeatNoneOfTheOthers()
    {
        await RecordAsync("a", "b", "c", "d", "e");

        var first = await ReadAsync(first: 2);
        await RecordAsync("b");
        var second = await ReadAsync(first: 2, after: EndCursor(first));

        Assert.Equal("e d", Revisions(first));
        Assert.Equal("c a", Revisions(second));
        Assert.False(second.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
    }

    [Fact]
    public async Task Pushes_WithTheirParts_AreWholePushes()
    {
        await service.RecordAsync(InRepository("a", "T"));

        var data = await service.QueryAsync(
            $$"""{ pushes(repository: "{{_repository}}", first: 2) { nodes { version resultMap counts { ok taskRuns } tasks { nodes { taskId } } } } }""");

        Assert.Equal(
            """{"pushes":{"nodes":[{"version":1,"resultMap":{"T":{"g":true}},"counts":{"ok":1,"taskRuns":1},"tasks":{"nodes":[{"taskId":"T"}]}}]}}""",
            data.GetRawText());
    }

    [Fact]
    public async Task Pushes_WithoutFirst_HavePagesOf20()
    {
        await service.RecordBatchAsync([.. Enumerable.Range(0, 21).Select(i => InRepository($"{i:x}", "T"))]);

        var page = await service.QueryAsync($$"""{ pushes(repository: "{{_repository}}") { totalCount nodes { revision } } }""");

        Assert.Equal(20, page.GetProperty("pushes").GetProperty("nodes").GetArrayLength());
        Assert.Equal(21, page.GetProperty("pushes").GetProperty("totalCount").GetInt32());
    }

    [Theory]
    [InlineData("after: \"!\"", "after", "after is not a cursor of pushes; it must be the endCursor of a page of pushes")]
    [InlineData("after: \"dGFza3M6MQ\"", "after", "after is not a cursor of pushes; it must be the endCursor of a page of pushes")]
    [InlineData("after: \"cHVzaGVzOjk5OTk5OTk5OTk5OTk5OTk5OTk6MQ\"", "after", "after is not a cursor of pushes; it must be the endCursor of a page of pushes")]
    public async Task Pushes_ArgumentOutOfRange_IsRefused(string arguments, string field, string message)
    {
        var answer = await service.GraphQLAsync($$"""{ pushes(repository: "{{_repository}}", {{arguments}}) { totalCount } }""");

        Assert.Equal(message, answer.Error.GetProperty("message").GetString());
        Assert.Equal($$"""{"code":"INVALID_INPUT","field":"{{field}}"}""", answer.Error.GetProperty("extensions").GetRawText());
    }

    private static string Revisions(JsonElement page) =>
        string.Join(' ', page.GetProperty("nodes").EnumerateArray().Select(push => push.GetProperty("revision").GetString()));

    private static string? EndCursor(JsonElement page) => page.GetProperty("pageInfo").GetProperty("endCursor").GetString();

    private Dictionary<string, object?> InRepository(string revision, string taskId) =>
        Report(revision, taskId, ("g", "OK", 1)).With("repository", _repository);

    /// <summary>One more task run for each, a second apart.</summary>
    private async Task RecordAsync(params string[] revisions)
    {
        foreach (var revision in revisions)
        {
            service.Time.Advance(TimeSpan.FromSeconds(1));
            await service.RecordAsync(InRepository(revision, NewRevision()));
        }
    }

    private async Task<JsonElement> ReadAsync(int first = 20, string? after = null) =>
        (await service.QueryAsync(Query, new { repository = _repository, first, after })).GetProperty("pushes");

    private async Task<List<string>> ReadAllAsync(int first)
    {
        List<string> revisions = [];
        string? after = null;
        do
        {
            Assert.True(revisions.Count < 10, "The pages have no end.");
            var page = await ReadAsync(first, after);
            revisions.AddRange(Revisions(page).Split(' '));
            after = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean() ? EndCursor(page) : null;
        }
        while (after is not null);

        return revisions;
    }
}
