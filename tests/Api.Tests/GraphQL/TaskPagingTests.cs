using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

public sealed class TaskPagingTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Theory]
    [InlineData("", "Alpha-0 Beta-0 Beta-1 Empty-0")]
    [InlineData("status: [ERROR]", "Beta-0")]
    [InlineData("status: [ERROR, SKIP]", "Beta-0 Beta-1")]
    [InlineData("status: []", "")]
    [InlineData("search: \"ALPHA\"", "Alpha-0")]
    [InlineData("search: \"widget\"", "Alpha-0 Beta-0 Beta-1")]
    [InlineData("search: \"MOCHITEST\"", "Beta-0")]
    [InlineData("search: \"empty\"", "")] // It has no result that could match.
    [InlineData("search: \"no such\"", "")]
    [InlineData("search: \"\"", "Alpha-0 Beta-0 Beta-1 Empty-0")]
    [InlineData("search: \"layout\", status: [OK]", "")]
    [InlineData("search: \"layout\", status: [ERROR]", "Beta-0")]
    [InlineData("search: \"beta\", status: [SKIP, OK]", "Beta-0 Beta-1")]
    [InlineData("search: \"empty\", status: [OK]", "")]
    public async Task Tasks_Filtered_AreThoseWithAResultThatMatchesBoth(string filter, string expected)
    {
        await service.RecordAsync(Report(_revision, "Alpha", ("dom/Widget.toml", "OK", 1)));
        await service.RecordAsync(Report(_revision, "Beta", ("dom/widget.toml", "OK", 1), ("layout/x.toml", "ERROR", 1)).With("jobName", "Mochitest-1"));
        await service.RecordAsync(Report(_revision, "Beta", ("dom/widget.toml", "SKIP", 1)).With("runId", 1));
        await service.RecordAsync(Report(_revision, "Empty"));

        var arguments = filter.Length == 0 ? "" : $"({filter})";
        var tasks = JsonElement.Parse(await service.PushFieldAsync(_revision, $"tasks{arguments} {{ totalCount nodes {{ taskId runId }} }}"));

        Assert.Equal(expected, Names(tasks));
        Assert.Equal(Names(tasks).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, tasks.GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Tasks_Filtered_KeepTheResultsOfARunWhole()
    {
        await service.RecordAsync(Report(_revision, "T", ("b", "OK", 1), ("a", "ERROR", 1)));

        Assert.Equal(
            """{"nodes":[{"results":[{"group":"a"},{"group":"b"}]}]}""",
            await service.PushFieldAsync(_revision, "tasks(status: [ERROR], search: \"a\") { nodes { results { group } } }"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(2000)]
    public async Task Tasks_ByAllPages_AreAllThereOnceInTheOrderOfTheirFirstReport(int first)
    {
        await RecordRunsAsync(0, 7);
        await service.RecordAsync(Report(_revision, "T2", ("other", "OK", 1))); // Reports again: keeps its place.

        var pages = await ReadPagesAsync(first, "", _ => Task.CompletedTask);

        Assert.Equal(["T0", "T1", "T2", "T3", "T4", "T5", "T6"], pages.SelectMany(page => page));
        Assert.Equal((7 + first - 1) / first, pages.Count);
    }

    [Fact]
    public async Task Tasks_WithReportsBetweenPages_LoseAndRepeatNothing()
    {
        await RecordRunsAsync(0, 6);

        var pages = await ReadPagesAsync(2, "", async page =>
        {
            if (page == 1) await service.RecordAsync(Report(_revision, "T0", ("again", "OK", 1)));
            if (page == 2) await RecordRunsAsync(6, 2);
        });

        Assert.Equal(["T0", "T1", "T2", "T3", "T4", "T5", "T6", "T7"], pages.SelectMany(page => page));
    }

    [Fact]
    public async Task Tasks_FilteredByPages_PageThroughWhatMatches()
    {
        for (var i = 0; i < 6; i++) await service.RecordAsync(Report(_revision, $"T{i}", ("a", i % 2 == 0 ? "ERROR" : "OK", 1)));

        var pages = await ReadPagesAsync(2, "status: [ERROR],", _ => Task.CompletedTask);

        Assert.Equal(["T0 T2", "T4"], pages.Select(page => string.Join(' ', page)));
    }

    [Fact]
    public async Task Tasks_EmptyPage_EndsNowhere()
    {
        await service.RecordAsync(Report(_revision, "T"));

        Assert.Equal(
            """{"totalCount":0,"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[]}""",
            await service.PushFieldAsync(_revision, "tasks(search: \"none\") { totalCount pageInfo { hasNextPage endCursor } nodes { taskId } }"));
    }

    [Fact]
    public async Task Tasks_WithoutFirst_HavePagesOf50()
    {
        await service.RecordBatchAsync([.. Enumerable.Range(0, 51).Select(i => Report(_revision, $"T{i}"))]);

        var tasks = JsonElement.Parse(await service.PushFieldAsync(_revision, "tasks { totalCount pageInfo { hasNextPage } nodes { taskId } }"));

        Assert.Equal(50, tasks.GetProperty("nodes").GetArrayLength());
        Assert.True(tasks.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        Assert.Equal(51, tasks.GetProperty("totalCount").GetInt32());
    }

    [Theory]
    [InlineData("tasks(after: \"x\") { totalCount }", "after", "after is not a cursor of tasks; it must be the endCursor of a page of tasks")]
    [InlineData("tasks(after: \"\") { totalCount }", "after", "after is not a cursor of tasks; it must be the endCursor of a page of tasks")]
    [InlineData("tasks(after: \"cHVzaGVzOjE6MQ\") { totalCount }", "after", "after is not a cursor of tasks; it must be the endCursor of a page of tasks")]
    public async Task Tasks_ArgumentOutOfRange_IsRefused(string field, string argument, string message)
    {
        await service.RecordAsync(Report(_revision, "T"));

        var answer = await service.GraphQLAsync($$"""{ push(repository: "autoland", revision: "{{_revision}}") { {{field}} } }""");

        Assert.Equal(message, answer.Error.GetProperty("message").GetString());
        Assert.Equal($$"""{"code":"INVALID_INPUT","field":"{{argument}}"}""", answer.Error.GetProperty("extensions").GetRawText());
        Assert.Equal("""["push","tasks"]""", answer.Error.GetProperty("path").GetRawText());
    }

    private static string Names(JsonElement tasks) =>
        string.Join(' ', tasks.GetProperty("nodes").EnumerateArray().Select(run => $"{run.GetProperty("taskId")}-{run.GetProperty("runId")}"));

    private async Task RecordRunsAsync(int from, int count)
    {
        for (var i = from; i < from + count; i++) await service.RecordAsync(Report(_revision, $"T{i}", ("a", "OK", 1)));
    }

    /// <param name="between">Runs after each page but the last, with the number of pages read.</param>
    private async Task<List<List<string>>> ReadPagesAsync(int first, string filter, Func<int, Task> between)
    {
        var pages = new List<List<string>>();
        string? after = null;
        while (true)
        {
            Assert.True(pages.Count < 10, "The pages have no end.");
            var data = await service.QueryAsync(
                "query($revision: String!, $first: Int!, $after: String) { push(repository: \"autoland\", revision: $revision) { tasks("
                + filter + "first: $first, after: $after) { nodes { taskId } pageInfo { hasNextPage endCursor } } } }",
                new { revision = _revision, first, after });
            var tasks = data.GetProperty("push").GetProperty("tasks");
            pages.Add([.. tasks.GetProperty("nodes").EnumerateArray().Select(run => run.GetProperty("taskId").GetString()!)]);
            if (!tasks.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()) return pages;
            after = tasks.GetProperty("pageInfo").GetProperty("endCursor").GetString();
            await between(pages.Count);
        }
    }
}
