using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.GraphQL.Subscriptions;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>What clients hold of a history that the database has lost: tags, cursors and subscriptions.</summary>
public sealed class RestoredDatabaseTests : IAsyncLifetime
{
    private const string Stored = """{"one":{"a":true},"three":{"a":true}}""";

    private readonly TestService _service = new();
    private readonly string _revision = NewRevision();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Tag_OfTheLostVersion_IsNotKnown()
    {
        string? tag = null;
        await LoseAsync(async () => tag = (await _service.GetAsync(GroupResultsPath(_revision))).Header("ETag"));

        var answer = await _service.GetAsync(GroupResultsPath(_revision), ("If-None-Match", tag!));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(Stored, answer.Text);
    }

    [Fact]
    public async Task PartsOfOneAnswer_OfALostVersionWereCached_Agree()
    {
        const string Parts = "version resultMap counts { taskRuns } tasks { nodes { taskId } }";
        await LoseAsync(() => _service.PushFieldAsync(_revision, "resultMap"), () => _service.PushFieldAsync(_revision, "counts { taskRuns }"));

        var push = (await _service.QueryAsync($$"""{ push(repository: "autoland", revision: "{{_revision}}") { {{Parts}} } }""")).GetProperty("push");

        Assert.Equal(
            $$$"""{"version":2,"resultMap":{{{Stored}}},"counts":{"taskRuns":2},"tasks":{"nodes":[{"taskId":"one"},{"taskId":"three"}]}}""",
            push.GetRawText());
    }

    [Fact]
    public async Task Changes_SinceTheLostVersion_AreAResetWithEverything()
    {
        string? cursor = null;
        await LoseAsync(async () => cursor = await _service.CursorAsync(_revision));

        var changes = await _service.PushFieldAsync(_revision, $"changes(since: \"{cursor}\") {{ reset resultMap }}");

        Assert.Equal($$$"""{"reset":true,"resultMap":{{{Stored}}}}""", changes);
    }

    [Fact]
    public async Task Changes_SinceBeforeTheBackup_AreWhatCameSince()
    {
        await RecordAsync("one");
        var cursor = await _service.CursorAsync(_revision);
        var restore = _service.Backup();
        await RecordAsync("two");
        restore();
        await RecordAsync("three");

        var changes = await _service.PushFieldAsync(_revision, $"changes(since: \"{cursor}\") {{ reset resultMap }}");

        Assert.Equal("""{"reset":false,"resultMap":{"three":{"a":true}}}""", changes);
    }

    [Fact]
    public async Task Tasks_AfterAPageOfTheLostVersion_AreRefused()
    {
        string? cursor = null;
        await LoseAsync(async () =>
        {
            var page = JsonElement.Parse(await _service.PushFieldAsync(_revision, "tasks(first: 1) { pageInfo { endCursor } }"));
            cursor = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        });

        var answer = await _service.GraphQLAsync(
            $$"""{ push(repository: "autoland", revision: "{{_revision}}") { tasks(after: "{{cursor}}") { totalCount } } }""");

        Assert.Equal(
            "after is a cursor from an earlier history of this push, such as before a backup was restored; start again from the first page",
            answer.Error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Subscriber_WhoWasToldOfTheLostVersion_IsToldEverythingAnew()
    {
        await RecordAsync("one");
        var restore = _service.Backup();
        using var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SubscribeAsync("1", Subscribed.PushUpdated, new { revision = _revision, since = await _service.CursorAsync(_revision) });
        await RecordAsync("two");
        Assert.Equal("""{"two":{"a":true}}""", (await socket.ReceiveAsync("next", "1")).Updated().Map());

        restore();
        await _service.RecordAsync(Report(NewRevision(), "other", ("a", "OK", 1))); // Of another push: that the database was put back is noticed all the same.

        var told = (await socket.ReceiveAsync("next", "1")).Updated();
        Assert.True(told.IsReset());
        Assert.Equal("""{"one":{"a":true}}""", told.Map());
        await RecordAsync("three");
        Assert.Equal("""{"three":{"a":true}}""", (await socket.ReceiveAsync("next", "1")).Updated().Map());
    }

    /// <summary>A report, a backup, a report that is read, the backup put back, and another report: the version is the same again.</summary>
    private async Task LoseAsync(params Func<Task>[] read)
    {
        await RecordAsync("one");
        var restore = _service.Backup();
        await RecordAsync("two");
        foreach (var each in read) await each();
        restore();
        await RecordAsync("three");
    }

    private Task<JsonElement> RecordAsync(string task) => _service.RecordAsync(Report(_revision, task, ("a", "OK", 1)));
}
