using System.Globalization;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

public sealed class PushListFilterTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _repository = "r" + NewRevision()[^10..];

    [Fact]
    public async Task Stability_SelectsTheActiveOrTheStable()
    {
        await ReportAsync("a");
        service.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(11));
        await ReportAsync("b"); // 10 ticks later.
        Assert.Equal(("b a", ""), (await ReadAsync("stability: ACTIVE"), await ReadAsync("stability: STABLE")));

        service.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(("b", "a"), (await ReadAsync("stability: ACTIVE"), await ReadAsync("stability: STABLE")));
        await ReportAsync("a", "U");
        Assert.Equal(("a b", ""), (await ReadAsync("stability: ACTIVE"), await ReadAsync("stability: STABLE")));
    }

    [Fact]
    public async Task Times_SelectByWhenItWasPushed_ElseFirstSeen()
    {
        var seen = service.Time.GetUtcNow();
        await ReportAsync("a");
        await ReportAsync("b");
        await RecordPushAsync("b", pushedAt: seen.AddHours(-1));
        service.Time.Advance(TimeSpan.FromHours(1));
        await ReportAsync("a", "U"); // A backfill moves it in no window.

        Assert.Equal("b", await ReadAsync($"pushedBefore: \"{Text(seen)}\""));
        Assert.Equal("a", await ReadAsync($"pushedSince: \"{Text(seen)}\""));
        Assert.Equal("b", await ReadAsync($"pushedSince: \"{Text(seen.AddHours(-1))}\", pushedBefore: \"{Text(seen)}\""));
        Assert.Equal("b", await ReadAsync($"pushedBefore: \"{seen.ToOffset(TimeSpan.FromHours(9)):yyyy-MM-ddTHH:mm:ss.fffffffzzz}\""));
        Assert.Equal("", await ReadAsync($"pushedSince: \"{Text(seen)}\", pushedBefore: \"{Text(seen)}\""));
    }

    [Fact]
    public async Task HasFailures_SelectsThoseWithAnError()
    {
        await ReportAsync("a", "T", "ERROR");
        await ReportAsync("b", "T", "SKIP");
        Assert.Equal(("a", "b"), (await ReadAsync("hasFailures: true"), await ReadAsync("hasFailures: false")));

        await ReportAsync("a", "T", "OK");
        await ReportAsync("b", "U", "ERROR");
        Assert.Equal(("b", "a"), (await ReadAsync("hasFailures: true"), await ReadAsync("hasFailures: false")));
    }

    [Fact]
    public async Task OrderByPosition_PushesWithoutOneComeLast()
    {
        foreach (var revision in (string[])["a", "b", "c", "d"]) await ReportAsync(revision);
        await RecordPushAsync("a", position: 20);
        await RecordPushAsync("c", position: 3);

        Assert.Equal("a c d b", await ReadAsync("orderBy: POSITION"));
        Assert.Equal("d c b a", await ReadAsync("orderBy: ACTIVITY"));
        Assert.Equal("d c b a", await ReadAsync("orderBy: null"));
        Assert.Equal("a c d b", string.Join(' ', await ReadAllAsync("orderBy: POSITION")));
    }

    [Fact]
    public async Task Conditions_AllHold()
    {
        await ReportAsync("a", "T", "ERROR");
        await ReportAsync("b", "T", "ERROR");
        await RecordPushAsync("a", position: 1);
        service.Time.Advance(TimeSpan.FromMinutes(10));
        await ReportAsync("c", "T", "ERROR");

        Assert.Equal("a b", await ReadAsync($"stability: STABLE, hasFailures: true, pushedBefore: \"{Text(service.Time.GetUtcNow())}\", orderBy: POSITION"));
        Assert.Equal("c b a", await ReadAsync("stability: null, hasFailures: null, pushedSince: null, pushedBefore: null"));
    }

    [Theory]
    [InlineData("ACTIVITY", "POSITION")]
    [InlineData("POSITION", "ACTIVITY")]
    public async Task Cursor_OfAnotherOrder_IsRefused(string order, string other)
    {
        await ReportAsync("a");
        await ReportAsync("b");
        var cursor = (await PageAsync($"first: 1, orderBy: {order}")).GetProperty("pageInfo").GetProperty("endCursor").GetString();

        var answer = await service.GraphQLAsync($$"""{ pushes(repository: "{{_repository}}", after: "{{cursor}}", orderBy: {{other}}) { totalCount } }""");

        Assert.Equal(
            $"after is a cursor of pushes by {order}; with orderBy: {other}, it must be the endCursor of a page in that order",
            answer.Error.GetProperty("message").GetString());
        Assert.Equal("""{"code":"INVALID_INPUT","field":"after"}""", answer.Error.GetProperty("extensions").GetRawText());
    }

    [Fact]
    public async Task EdgeCursors_ContinueAfterTheirPush()
    {
        foreach (var revision in (string[])["a", "b", "c"]) await ReportAsync(revision);
        await RecordPushAsync("b", position: 5);
        foreach (var order in (string[])["ACTIVITY", "POSITION"])
        {
            var edges = (await PageAsync($"orderBy: {order}")).GetProperty("edges");
            Assert.Equal(
                edges[2].GetProperty("node").GetProperty("revision").GetString(),
                await ReadAsync($"orderBy: {order}, after: \"{edges[1].GetProperty("cursor").GetString()}\"", totalCount: 3));
        }
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static IEnumerable<string?> Revisions(JsonElement page) =>
        page.GetProperty("nodes").EnumerateArray().Select(push => push.GetProperty("revision").GetString());

    private Task ReportAsync(string revision, string taskId = "T", string status = "OK")
    {
        service.Time.Advance(TimeSpan.FromTicks(10));
        return service.RecordAsync(Report(revision, taskId, ("g", status, 1)).With("repository", _repository));
    }

    private Task RecordPushAsync(string revision, long? position = null, DateTimeOffset? pushedAt = null) => service.QueryAsync(
        "mutation($input: RecordPushInput!) { recordPush(input: $input) { changed } }", new { input = new { repository = _repository, revision, position, pushedAt } });

    private async Task<JsonElement> PageAsync(string arguments) => (await service.QueryAsync(
        $$"""{ pushes(repository: "{{_repository}}", {{arguments}}) { totalCount nodes { revision } edges { cursor node { revision } } pageInfo { hasNextPage endCursor } } }"""))
        .GetProperty("pushes");

    private async Task<string> ReadAsync(string arguments, int? totalCount = null)
    {
        var page = await PageAsync(arguments);
        Assert.Equal(totalCount ?? page.GetProperty("nodes").GetArrayLength(), page.GetProperty("totalCount").GetInt32());
        return string.Join(' ', Revisions(page));
    }

    private async Task<List<string?>> ReadAllAsync(string arguments)
    {
        List<string?> revisions = [];
        for (string? after = null; ;)
        {
            var page = await PageAsync($"{arguments}, first: 1, after: {(after is null ? "null" : $"\"{after}\"")}");
            revisions.AddRange(Revisions(page));
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()) return revisions;
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        }
    }
}
