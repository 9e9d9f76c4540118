using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>
/// The time that a read may take reaches into its statement. Here a statement never ends by itself: the table behind it is a view over
/// endless rows.
/// </summary>
[Collection(nameof(StatementTimeoutTests))]
public sealed class StatementTimeoutTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private readonly TestService _service = new() { Settings = ["--GroupResults:GraphQL:Timeout=00:00:00.1"] };
    private readonly string _revision = NewRevision();
    private string _id = "";

    private string Push => $$"""{ push(repository: "autoland", revision: "{{_revision}}") { tasks { totalCount } } }""";

    /// <summary>No response that is kept: it ends with its request.</summary>
    private string Node => $$"""{ node(id: "{{_id}}") { ... on Push { tasks { totalCount } } } }""";

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.StoreAsync("autoland", _revision);
        _id = JsonElement.Parse(await _service.PushFieldAsync(_revision, "id")).GetString()!;
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Query_StatementDoesNotEnd_IsTooComplexWhenTheTimeIsUp()
    {
        MakeEndless("TaskRuns");
        var answer = await AskUntilTheTimeIsUpAsync(() => _service.GraphQLAsync(Node), timers: 2); // Its own, and its statement's.

        Assert.Equal("""{"code":"TOO_COMPLEX","field":"query"}""", answer.Error.GetProperty("extensions").GetRawText());
        Assert.Equal("The query exceeded the time limit of 00:00:00.1000000.", answer.Error.GetProperty("message").GetString());
        await AssertRecoversAsync("TaskRuns");
    }

    /// <summary>A list of pushes names its indexes, which a view has not; it has the deadline of these.</summary>
    [Fact]
    public async Task QueryOfManyPushes_StatementDoesNotEnd_IsTooComplexWhenTheTimeIsUp()
    {
        MakeEndless("Pushes");
        var answer = await AskUntilTheTimeIsUpAsync(() => _service.GraphQLAsync("{ cacheStatistics { activePushes } }"), timers: 2);

        Assert.Equal("TOO_COMPLEX", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        await AssertRecoversAsync("Pushes");
    }

    /// <summary>Others may wait for the same response: only the statement has a time.</summary>
    [Fact]
    public async Task QueryOfOnePush_StatementDoesNotEnd_IsUnavailableWhenTheTimeIsUp()
    {
        MakeEndless("TaskRuns");
        var answer = await AskUntilTheTimeIsUpAsync(() => _service.GraphQLAsync(Push), timers: 1);

        Assert.Equal("UNAVAILABLE", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("The storage did not answer within 00:00:00.1000000.", answer.Error.GetProperty("message").GetString());
        await AssertRecoversAsync("TaskRuns");
    }

    /// <summary>A question's snapshot has a time for each of its statements.</summary>
    [Fact]
    public async Task Question_StatementDoesNotEnd_IsUnavailableWhenTheTimeIsUp()
    {
        MakeEndless("TaskRuns");
        var query = $$"""{ push(repository: "autoland", revision: "{{_revision}}") { groups { totalCount } } }""";
        var answer = await AskUntilTheTimeIsUpAsync(() => _service.GraphQLAsync(query), timers: 1);

        Assert.Equal("UNAVAILABLE", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        await AssertRecoversAsync("TaskRuns");
    }

    [Fact]
    public async Task ResultMap_StatementDoesNotEnd_IsUnavailableWhenTheTimeIsUp()
    {
        MakeEndless("TaskRuns");
        var answer = await AskUntilTheTimeIsUpAsync(() => _service.GetAsync(GroupResultsPath(_revision)), timers: 1);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "UNAVAILABLE"), (answer.Status, answer.Json.GetProperty("code").GetString()));
        Assert.Equal("The storage did not answer within 00:00:00.1000000.", answer.Json.GetProperty("detail").GetString());
        await AssertRecoversAsync("TaskRuns");
    }

    [Fact]
    public async Task Client_GoesAway_EndsItsStatement()
    {
        MakeEndless("TaskRuns");
        using var connection = await RawConnection.SendAsync(_service.Address, "GET", $"/graphql?query={Uri.EscapeDataString(Node)}");
        await _service.Time.TimersRunAsync(Limit, 2);

        connection.Reset();

        await _service.Time.TimersRunAsync(Limit, 0);
        await AssertRecoversAsync("TaskRuns");
    }

    [Fact]
    public async Task Client_CompletesItsOperation_EndsItsStatement()
    {
        MakeEndless("TaskRuns");
        using var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SubscribeAsync("1", Node);
        await _service.Time.TimersRunAsync(Limit, 2);

        await socket.CompleteAsync("1");

        await _service.Time.TimersRunAsync(Limit, 0);
        await socket.CloseAsync(); // Stopping would wait for it.
        await AssertRecoversAsync("TaskRuns");
    }

    /// <summary>Its timers run as long as a statement does.</summary>
    private async Task<Answer> AskUntilTheTimeIsUpAsync(Func<Task<Answer>> ask, int timers)
    {
        var asking = ask();
        var running = _service.Time.TimersRunOrMoreAsync(Limit, timers);
        if (await Task.WhenAny(asking, running) == asking) Assert.Fail($"It was answered at once: {(await asking).Text}");
        await running;
        _service.Time.Advance(Limit - TimeSpan.FromTicks(1));
        Assert.False(asking.IsCompleted);
        _service.Time.Advance(TimeSpan.FromTicks(1));
        var answer = await asking;
        await _service.Time.TimersRunAsync(Limit, 0);
        return answer;
    }

    private void MakeEndless(string table)
    {
        var columns = _service.Execute($"""SELECT group_concat('i AS "' || name || '"') FROM pragma_table_info('{table}')""");
        _service.Execute($"ALTER TABLE {table} RENAME TO Kept");
        _service.Execute($"CREATE VIEW {table} AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {columns} FROM n WHERE random() IS NULL");
    }

    private async Task AssertRecoversAsync(string table)
    {
        _service.Execute($"DROP VIEW {table}");
        _service.Execute($"ALTER TABLE Kept RENAME TO {table}");
        Assert.Equal("""{"totalCount":1}""", await _service.PushFieldAsync(_revision, "tasks { totalCount }"));
        Assert.Equal("""{"T":{"a":true}}""", (await _service.GetAsync(GroupResultsPath(_revision))).Text);
        await _service.StopAsync(); // With no thread that is held by a statement.
    }
}

/// <summary>Alone: a scrape of any service in this process counts the pushes of all.</summary>
[CollectionDefinition(nameof(StatementTimeoutTests), DisableParallelization = true)]
public sealed class StatementTimeoutGroup;
