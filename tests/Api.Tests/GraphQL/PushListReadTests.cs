using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Runs;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>What a page of pushes reads: heads once, with the page, and of each push no more than is asked for.</summary>
public sealed class PushListReadTests(TestService service) : IClassFixture<TestService>
{
    private const int Pushes = 5;
    private const int TaskRuns = 10;

    private readonly string _repository = "r" + NewRevision()[^10..];

    [Theory]
    [InlineData("nodes { version stability position }", 0, 0)]
    [InlineData("nodes { tasks(first: 2) { nodes { taskId results { group } } } }", Pushes, Pushes * 3)] // One more, to see whether others follow.
    [InlineData("edges { node { tasks(first: 2) { pageInfo { hasNextPage } } } }", Pushes, Pushes * 3)]
    [InlineData("nodes { tasks { nodes { taskId } } }", Pushes, Pushes * TaskRuns)]
    [InlineData("nodes { tasks(first: 2) { totalCount } }", Pushes, Pushes * TaskRuns)]
    [InlineData("nodes { tasks(first: 2) { ...F } } } } fragment F on TaskRunConnection { nodes { push { counts { ok } } ", Pushes, Pushes * TaskRuns)]
    [InlineData("nodes { tasks(first: 2, status: [OK]) { nodes { taskId } } }", Pushes, Pushes * TaskRuns)]
    [InlineData("nodes { tasks(first: 2, search: \"g\") { nodes { taskId } } }", Pushes, Pushes * TaskRuns)]
    [InlineData("nodes { tasks(first: 2, state: [COMPLETED]) { nodes { taskId } } }", Pushes, Pushes * TaskRuns)]
    [InlineData("nodes { tasks(first: 2, configuration: \"c\") { nodes { taskId } } }", Pushes, Pushes * TaskRuns)]
    [InlineData("nodes { tasks(first: 2) { nodes { taskId } } more: tasks(first: 3) { nodes { taskId } } }", Pushes, Pushes * TaskRuns)]
    [InlineData("nodes { tasks(first: 2) { nodes { taskId } } completion { expected } }", Pushes, Pushes * TaskRuns)]
    public async Task Page_ReadsHeadsOnceAndNoMoreThanIsAskedFor(string fields, int snapshots, int taskRuns)
    {
        await StoreAsync();
        var before = (service.HeadReads.Count, service.SnapshotsRead, service.TaskRunsRead);

        await service.QueryAsync($$"""{ pushes(repository: "{{_repository}}") { {{fields}} } }""");

        Assert.Equal(
            (0, snapshots, taskRuns),
            (service.HeadReads.Count - before.Item1, service.SnapshotsRead - before.Item2, service.TaskRunsRead - before.Item3));
    }

    [Fact]
    public async Task Counts_OnceCached_AreReadWithoutAnything()
    {
        await StoreAsync();
        var query = $$"""{ pushes(repository: "{{_repository}}") { nodes { counts { ok } } } }""";
        var first = await service.QueryAsync(query);
        var before = (service.HeadReads.Count, service.SnapshotsRead);

        Assert.Equal(first.GetRawText(), (await service.QueryAsync(query)).GetRawText());

        Assert.Equal(before, (service.HeadReads.Count, service.SnapshotsRead));
    }

    /// <summary>The counts are those of the whole push, and of the version of its task runs.</summary>
    [Fact]
    public async Task Counts_BesideSomeTaskRuns_AreThoseOfAll()
    {
        await StoreAsync();
        var query = $$"""{ pushes(repository: "{{_repository}}", first: 1) { nodes { version counts { taskRuns } resultMap tasks(first: 2) { nodes { taskId } } } } }""";
        service.AfterNextSnapshot = () => service.RecordAsync(Report($"{Pushes - 1}", "more").With("repository", _repository));

        var push = (await service.QueryAsync(query)).GetProperty("pushes").GetProperty("nodes")[0];

        Assert.Equal((TaskRuns + 1, TaskRuns + 1), (push.GetProperty("version").GetInt32(), push.GetProperty("counts").GetProperty("taskRuns").GetInt32()));
        Assert.Equal(TaskRuns, push.GetProperty("resultMap").EnumerateObject().Count());
        Assert.Equal(2, push.GetProperty("tasks").GetProperty("nodes").GetArrayLength());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(TaskRuns)]
    [InlineData(TaskRuns + 1)]
    public async Task TaskRuns_ReadInRanges_AreThoseOfTheWholePush(int first)
    {
        var revision = NewRevision();
        for (var i = 0; i < TaskRuns; i++) await service.RecordAsync(Report(revision, $"T{i}", ($"g{i}", "OK", 1)));
        await service.RecordAsync(Report(revision, "T3", ("other", "ERROR", 1))); // Stays in its place.
        await service.TellAsync(revision, "T4", TaskRunState.Failed);
        await service.TellAsync(revision, "alone", TaskRunState.Running);
        const string Fields = "nodes { taskId state jobName results { group } } pageInfo { hasNextPage endCursor }";
        var whole = await TasksAsync(revision, $"first: {TaskRuns}", Fields + " totalCount");

        List<string> runs = [];
        string? after = null;
        JsonElement page;
        do
        {
            page = await TasksAsync(revision, $"first: {first}{(after is null ? "" : $", after: \"{after}\"")}", Fields);
            runs.AddRange(page.GetProperty("nodes").EnumerateArray().Select(run => run.GetRawText()));
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        }
        while (page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());

        Assert.Equal(whole.GetProperty("nodes").EnumerateArray().Select(run => run.GetRawText()), runs);
    }

    [Theory]
    [InlineData("after: \"!\"", "after is not a cursor of tasks; it must be the endCursor of a page of tasks")]
    [InlineData("first: 0", "first is 0; a page has 1 to 2000.")]
    public async Task Tasks_ArgumentOutOfRange_IsRefusedAtTheField(string arguments, string message)
    {
        var revision = NewRevision();
        await service.RecordAsync(Report(revision, "T"));

        var answer = await service.GraphQLAsync($$"""{ push(repository: "autoland", revision: "{{revision}}") { tasks({{arguments}}) { nodes { taskId } } } }""");

        Assert.Equal(message, answer.Error.GetProperty("message").GetString());
    }

    private async Task StoreAsync()
    {
        for (var push = 0; push < Pushes; push++)
        {
            service.Time.Advance(TimeSpan.FromSeconds(1));
            await service.RecordBatchAsync([.. Enumerable.Range(0, TaskRuns).Select(task => Report($"{push}", $"T{task}", ("g", "OK", 1)).With("repository", _repository))]);
        }
    }

    private async Task<JsonElement> TasksAsync(string revision, string arguments, string fields) => (await service.QueryAsync(
        $$"""{ push(repository: "autoland", revision: "{{revision}}") { tasks({{arguments}}) { {{fields}} } } }""")).GetProperty("push").GetProperty("tasks");
}
