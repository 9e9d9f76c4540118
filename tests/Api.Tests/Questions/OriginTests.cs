using System.Globalization;
using System.Text.Json;
using GroupResults.Api.Tests.GraphQL.Subscriptions;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Questions;

/// <summary>Where failures come from, over HTTP, and that no kept response hides what an ancestor has reported since.</summary>
public sealed class OriginTests : IAsyncLifetime
{
    private const string Job = "test-linux/opt-mochitest-";

    private readonly TestService _service = new();
    private readonly string[] _revisions = [.. Enumerable.Range(0, 4).Select(_ => NewRevision())];

    private string Last => _revisions[^1];

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        for (var i = 0; i < _revisions.Length; i++) await RecordPushAsync(_revisions[i], position: 10 + i);
        await ReportAsync(Last, "T", "1", ("broken.ini", "ERROR"), ("fine.ini", "OK"));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Origin_ParentPassed_IsNewWithItsCandidates()
    {
        await ReportAsync(_revisions[1], "T1", "2", ("broken.ini", "OK"));

        var group = await FailureAsync();

        Assert.Equal("broken.ini", group.GetProperty("name").GetString());
        Assert.Equal("FAIL", group.GetProperty("verdict").GetString());
        var origin = group.GetProperty("origin");
        Assert.Equal("NEW", origin.GetProperty("kind").GetString());
        Assert.Equal(2, origin.GetProperty("distance").GetInt32());
        Assert.Equal(_revisions[1], origin.GetProperty("lastPass").GetProperty("revision").GetString());
        Assert.Equal([_revisions[2], Last], origin.GetProperty("candidates").EnumerateArray().Select(push => push.GetProperty("revision").GetString()));
        Assert.Equal("Passed on the push 2 before this one; the push between them has no result of this configuration.", origin.GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Origin_ParentFailed_IsInherited()
    {
        await ReportAsync(_revisions[0], "T0", "1", ("broken.ini", "ERROR"));
        await ReportAsync(_revisions[2], "T2", "1", ("broken.ini", "ERROR"));

        var origin = (await FailureAsync()).GetProperty("origin");

        Assert.Equal("INHERITED", origin.GetProperty("kind").GetString());
        Assert.Equal(1, origin.GetProperty("distance").GetInt32());
        Assert.Equal(_revisions[0], origin.GetProperty("firstFail").GetProperty("revision").GetString());
    }

    [Fact]
    public async Task Origin_ParentHasARunThatHasNotEnded_IsPendingUntilItReports()
    {
        await TellStateAsync(_revisions[2], "T2", "7", "RUNNING");
        var pending = (await FailureAsync()).GetProperty("origin");
        Assert.Equal("PENDING", pending.GetProperty("kind").GetString());
        Assert.Equal(_revisions[2], pending.GetProperty("waitingFor").GetProperty("revision").GetString());

        await ReportAsync(_revisions[2], "T2", "7", ("broken.ini", "OK"));

        Assert.Equal("NEW", (await FailureAsync()).GetProperty("origin").GetProperty("kind").GetString());
    }

    /// <summary>A task has ended when its highest run has, also where nobody told how a lower one ended.</summary>
    [Fact]
    public async Task Origin_RunOfTheParentWasRetried_DoesNotWaitForTheLowerRun()
    {
        await ReportAsync(_revisions[1], "T1", "7", ("broken.ini", "OK"));
        await TellStateAsync(_revisions[2], "T2", "7", "RUNNING");
        await TellStateAsync(_revisions[2], "T2", "7", "EXCEPTION", runId: 1);

        var origin = (await FailureAsync()).GetProperty("origin");

        Assert.Equal(("NEW", 2), (origin.GetProperty("kind").GetString(), origin.GetProperty("distance").GetInt32()));
    }

    [Fact]
    public async Task Origin_OfAKeptResponse_ChangesWithAReportToAnAncestor()
    {
        Assert.Equal("UNKNOWN", (await FailureAsync()).GetProperty("origin").GetProperty("kind").GetString());
        var kept = await AskAsync();
        Assert.Equal("HIT", Status(kept));

        await ReportAsync(_revisions[0], "T0", "1", ("broken.ini", "OK"));

        var fresh = await AskAsync();
        Assert.Equal("MISS", Status(fresh));
        Assert.Equal("NEW", FailureOf(fresh).GetProperty("origin").GetProperty("kind").GetString());
    }

    /// <summary>Subscribers with one cursor share a payload, but not one from before a report to an ancestor.</summary>
    [Fact]
    public async Task Origin_InAPayload_IsAsFreshAsItsSubscriber()
    {
        const string Subscription =
            """
            subscription($revision: String!, $since: String) { pushUpdated(repository: "autoland", revision: $revision, since: $since) {
                push { groups(verdict: [FAIL]) { nodes { origin { kind } } } }
            } }
            """;
        using var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SubscribeAsync("1", Subscription, new { revision = Last, since = "" });
        Assert.Equal("UNKNOWN", KindOf(await socket.ReceiveAsync("next", "1")));

        await ReportAsync(_revisions[0], "T0", "1", ("broken.ini", "OK"));
        await socket.SubscribeAsync("2", Subscription, new { revision = Last, since = "" });

        Assert.Equal("NEW", KindOf(await socket.ReceiveAsync("next", "2")));

        static string? KindOf(JsonElement payload) => payload.Updated().GetProperty("push").GetProperty("groups").GetProperty("nodes")[0]
            .GetProperty("origin").GetProperty("kind").GetString();
    }

    /// <summary>It changes with time alone: no key says when.</summary>
    [Fact]
    public async Task Stability_OfAParent_IsThatOfTheMoment()
    {
        var query = $$"""{ push(repository: "autoland", revision: "{{Last}}") { parent { stability } } }""";
        _service.Time.Advance(TimeSpan.FromMinutes(4));
        await ReportAsync(_revisions[2], "P", "1", ("a.ini", "OK"));
        _service.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Contains("ACTIVE", (await _service.GraphQLAsync(query)).Text, StringComparison.Ordinal);

        _service.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("STABLE", (await _service.GraphQLAsync(query)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stability_OfAParentInAPayload_IsThatOfTheMoment()
    {
        const string Subscription =
            """
            subscription($revision: String!, $since: String) { pushUpdated(repository: "autoland", revision: $revision, since: $since) {
                push { parent { stability } }
            } }
            """;
        _service.Time.Advance(TimeSpan.FromMinutes(4));
        await ReportAsync(_revisions[2], "P", "1", ("a.ini", "OK"));
        _service.Time.Advance(TimeSpan.FromMinutes(4));
        using var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SubscribeAsync("1", Subscription, new { revision = Last, since = "" });
        Assert.Contains("ACTIVE", (await socket.ReceiveAsync("next", "1")).GetRawText(), StringComparison.Ordinal);

        _service.Time.Advance(TimeSpan.FromMinutes(1));
        await socket.SubscribeAsync("2", Subscription, new { revision = Last, since = "" });

        Assert.Contains("STABLE", (await socket.ReceiveAsync("next", "2")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CacheEntry_InAPayload_IsThatOfTheMoment()
    {
        const string Subscription =
            """subscription($revision: String!) { pushUpdated(repository: "autoland", revision: $revision, since: "") { push { cacheEntry { key } } } }""";
        using var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SubscribeAsync("1", Subscription, new { revision = Last });
        Assert.Contains("""{"cacheEntry":null}""", (await socket.ReceiveAsync("next", "1")).GetRawText(), StringComparison.Ordinal);

        await _service.GraphQLAsync($$"""{ push(repository: "autoland", revision: "{{Last}}") { resultMap } }""");
        await socket.SubscribeAsync("2", Subscription, new { revision = Last });

        Assert.Contains("\"key\"", (await socket.ReceiveAsync("next", "2")).GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>A payload that leads to no other push is shared like any other.</summary>
    [Fact]
    public async Task Payload_WithoutTheParentThatItMentions_IsComputedOnce()
    {
        const string Subscription =
            """
            subscription($revision: String!, $with: Boolean!) { pushUpdated(repository: "autoland", revision: $revision, since: "") {
                version push @include(if: $with) { parent { revision } }
            } }
            """;
        using var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SubscribeAsync("1", Subscription, new { revision = Last, with = false });
        await socket.ReceiveAsync("next", "1");
        var computations = await ComputationsAsync();

        await socket.SubscribeAsync("2", Subscription, new { revision = Last, with = false });
        await socket.ReceiveAsync("next", "2");

        Assert.Equal(computations, await ComputationsAsync());
    }

    [Fact]
    public async Task Origin_FirstRead_CountsAsAComputation()
    {
        var computations = await ComputationsAsync();

        await AskAsync();

        Assert.Equal(computations + 1, await ComputationsAsync());
    }

    [Fact]
    public async Task Origin_ParentComesLater_IsLookedFor()
    {
        var (parent, child) = (NewRevision(), NewRevision());
        await RecordAsync($$"""{ recordPush(input: { repository: "autoland", revision: "{{child}}", parentRevision: "{{parent}}" }) { changed } }""");
        await ReportAsync(child, "C", "1", ("broken.ini", "ERROR"));
        var unknown = FailureOf(await AskAsync(child)).GetProperty("origin");
        Assert.Equal("UNKNOWN", unknown.GetProperty("kind").GetString());
        Assert.Equal("The parent of this push is not stored.", unknown.GetProperty("rule").GetString());

        await ReportAsync(parent, "P", "1", ("broken.ini", "OK"));

        Assert.Equal("NEW", FailureOf(await AskAsync(child)).GetProperty("origin").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task KeptResponse_AReportToAnotherRepository_LeavesIt()
    {
        await AskAsync();
        await _service.RecordAsync(Report(NewRevision(), "O", ("a", "OK", 1)).With("repository", "other"));

        Assert.Equal("HIT", Status(await AskAsync()));
    }

    [Fact]
    public async Task Groups_WithoutOrigins_StayKeptAfterAReportToAnAncestor()
    {
        var query = $$"""{ push(repository: "autoland", revision: "{{Last}}") { groups { nodes { name verdict ok failed } } } }""";
        await _service.GraphQLAsync(query);
        await ReportAsync(_revisions[0], "T0", "1", ("broken.ini", "OK"));

        Assert.Equal("HIT", Status(await _service.GraphQLAsync(query)));
    }

    [Fact]
    public async Task Parent_IsTheRecordedOneOrThePushBefore()
    {
        var answer = await _service.GraphQLAsync($$"""{ push(repository: "autoland", revision: "{{Last}}") { parent { revision position parent { revision } } } }""");

        var parent = answer.Json.GetProperty("data").GetProperty("push").GetProperty("parent");
        Assert.Equal((_revisions[2], 12), (parent.GetProperty("revision").GetString(), parent.GetProperty("position").GetInt32()));
        Assert.Equal(_revisions[1], parent.GetProperty("parent").GetProperty("revision").GetString());
    }

    [Fact]
    public async Task Comparison_WithTheParent_ListsWhatChanged()
    {
        await ReportAsync(_revisions[2], "P1", "3", ("broken.ini", "OK"), ("fine.ini", "ERROR"), ("gone.ini", "OK"));

        var answer = await _service.GraphQLAsync(
            $$"""
            { push(repository: "autoland", revision: "{{Last}}") {
                comparison { base { revision } newFailures fixed stillFailing becameIntermittent onlyHere onlyInBase }
                notRun(against: PARENT) { totalCount nodes }
            } }
            """);

        var push = answer.Json.GetProperty("data").GetProperty("push");
        Assert.Equal(
            $$"""{"base":{"revision":"{{_revisions[2]}}"},"newFailures":["broken.ini"],"fixed":["fine.ini"],"stillFailing":[],"becameIntermittent":[],"onlyHere":[],"onlyInBase":["gone.ini"]}""",
            push.GetProperty("comparison").GetRawText());
        Assert.Equal("""{"totalCount":1,"nodes":["gone.ini"]}""", push.GetProperty("notRun").GetRawText());
    }

    [Fact]
    public async Task NotRun_TaskOfTheConfigurationIsStillExpected_WaitsForIt()
    {
        await ReportAsync(_revisions[2], "P1", "3", ("gone.ini", "OK"));
        await RecordAsync($$"""{ setExpectedTasks(input: { repository: "autoland", revision: "{{Last}}", tasks: [{ jobName: "{{Job}}9" }] }) { changed } }""");

        var answer = await _service.GraphQLAsync($$"""{ push(repository: "autoland", revision: "{{Last}}") { notRun(against: PARENT) { totalCount } } }""");

        Assert.Equal(0, answer.Json.GetProperty("data").GetProperty("push").GetProperty("notRun").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task NotRun_RunWasRetried_DoesNotWaitForTheLowerRun()
    {
        await ReportAsync(_revisions[2], "P1", "3", ("gone.ini", "OK"));
        await TellStateAsync(Last, "T2", "7", "RUNNING");
        await TellStateAsync(Last, "T2", "7", "FAILED", runId: 1);

        var answer = await _service.GraphQLAsync($$"""{ push(repository: "autoland", revision: "{{Last}}") { notRun(against: PARENT) { nodes } } }""");

        Assert.Equal("""["gone.ini"]""", answer.Json.GetProperty("data").GetProperty("push").GetProperty("notRun").GetProperty("nodes").GetRawText());
    }

    [Fact]
    public async Task Mutation_AsksForItsPush_SeesItsOwnReport()
    {
        await ReportAsync(_revisions[2], "T2", "1", ("broken.ini", "OK"));
        var (first, second) = (NewRevision(), NewRevision());

        var answer = await _service.GraphQLAsync(
            $$"""
            mutation {
              a: recordPush(input: { repository: "autoland", revision: "{{first}}", position: 20 }) { push { parent { revision } groups { totalCount } } }
              b: recordPush(input: { repository: "autoland", revision: "{{second}}", position: 21 }) { push { parent { revision } groups { totalCount } } }
            }
            """);

        Assert.DoesNotContain("errors", answer.Text, StringComparison.Ordinal);
        var data = answer.Json.GetProperty("data");
        Assert.Equal($$$$"""{"push":{"parent":{"revision":"{{{{Last}}}}"},"groups":{"totalCount":0}}}""", data.GetProperty("a").GetRawText());
        Assert.Equal($$$$"""{"push":{"parent":{"revision":"{{{{first}}}}"},"groups":{"totalCount":0}}}""", data.GetProperty("b").GetRawText());
    }

    /// <summary>The push itself is as it was when the operation first asked of it.</summary>
    [Fact]
    public async Task Mutation_AsksAgainAfterAReportToAnAncestor_SeesIt()
    {
        var same = $$"""recordPush(input: { repository: "autoland", revision: "{{Last}}", position: 13 }) { changed push { groups(verdict: [FAIL]) { nodes { origin { kind } } } } }""";

        var answer = await _service.GraphQLAsync(
            $$"""
            mutation {
              a: {{same}}
              b: recordGroupResults(input: { repository: "autoland", revision: "{{_revisions[2]}}", taskId: "T2", jobName: "{{Job}}1",
                  results: [{ group: "broken.ini", status: OK }] }) { changed }
              c: {{same}}
            }
            """);

        var data = answer.Json.GetProperty("data");
        const string Expected = """{"changed":false,"push":{"groups":{"nodes":[{"origin":{"kind":"NEW"}}]}}}""";
        Assert.Equal(Expected.Replace("NEW", "UNKNOWN", StringComparison.Ordinal), data.GetProperty("a").GetRawText());
        Assert.Equal(Expected, data.GetProperty("c").GetRawText());
    }

    [Theory]
    [InlineData("first: 0", "first is 0; a page has 1 to 2000.")]
    [InlineData("first: 2001", "first is 2001; a page has 1 to 2000.")]
    [InlineData("after: \"x\"", "after is not a cursor of groups; it must be the endCursor of a page of groups")]
    public async Task Groups_BadPage_SaysWhatIsAllowed(string argument, string message)
    {
        var answer = await _service.GraphQLAsync($$"""{ push(repository: "autoland", revision: "{{Last}}") { groups({{argument}}) { totalCount } } }""");

        Assert.Equal(message, answer.Json.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Groups_PageByPage_AreAllThereOnce()
    {
        await ReportAsync(Last, "U", "2", ("a.ini", "OK"), ("b.ini", "SKIP"), ("z.ini", "ERROR"));
        List<string> names = [];
        for (string? after = null; ;)
        {
            var answer = await _service.GraphQLAsync(
                $$"""{ push(repository: "autoland", revision: "{{Last}}") { groups(first: 2, after: {{JsonSerializer.Serialize(after)}}) { nodes { name } pageInfo { hasNextPage endCursor } } } }""");
            var page = answer.Json.GetProperty("data").GetProperty("push").GetProperty("groups");
            names.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()!));
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()) break;
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        }

        Assert.Equal(["broken.ini", "z.ini", "a.ini", "b.ini", "fine.ini"], names);
    }

    [Fact]
    public async Task Groups_WholePageWithEverything_PassesTheDefaultLimits()
    {
        var answer = await _service.GraphQLAsync(
            $$"""
            { push(repository: "autoland", revision: "{{Last}}") { groups(first: 2000) { totalCount pageInfo { endCursor hasNextPage } nodes {
                name verdict confirmed consistent ok failed skipped medianDurationMs flakiness { rate n flakyPushes windowDays isFlaky }
                origin { kind distance rule lastPass { revision position pushedAt author } firstFail { revision position } waitingFor { revision } candidates { revision position author } }
            } } } }
            """);

        Assert.Equal(2, answer.Json.GetProperty("data").GetProperty("push").GetProperty("groups").GetProperty("totalCount").GetInt32());
    }

    private static string? Status(Answer answer) => answer.Json.GetProperty("extensions").GetProperty("cache").GetProperty("status").GetString();

    private static JsonElement FailureOf(Answer answer) =>
        Assert.Single(answer.Json.GetProperty("data").GetProperty("push").GetProperty("groups").GetProperty("nodes").EnumerateArray());

    private async Task<JsonElement> FailureAsync() => FailureOf(await AskAsync());

    private Task<Answer> AskAsync(string? revision = null) => _service.GraphQLAsync(
        $$"""
        { push(repository: "autoland", revision: "{{revision ?? Last}}") { groups(verdict: [FAIL, INTERMITTENT]) { nodes {
            name verdict origin { kind distance rule lastPass { revision } firstFail { revision } waitingFor { revision } candidates { revision } }
        } } } }
        """);

    private async Task<long> ComputationsAsync() => (await _service.GraphQLAsync("{ cacheStatistics { computations } }")).Json
        .GetProperty("data").GetProperty("cacheStatistics").GetProperty("computations").GetInt64();

    private Task RecordPushAsync(string revision, int position) => RecordAsync(string.Create(
        CultureInfo.InvariantCulture, $$"""{ recordPush(input: { repository: "autoland", revision: "{{revision}}", position: {{position}} }) { changed } }"""));

    private Task TellStateAsync(string revision, string taskId, string chunk, string state, int runId = 0) => RecordAsync(
        $$"""{ recordTaskStates(inputs: [{ repository: "autoland", revision: "{{revision}}", taskId: "{{taskId}}", runId: {{runId}}, jobName: "{{Job}}{{chunk}}", state: {{state}} }]) { changed } }""");

    private Task ReportAsync(string revision, string taskId, string chunk, params (string Group, string Status)[] results) => RecordAsync(
        $$"""
        { recordGroupResults(input: { repository: "autoland", revision: "{{revision}}", taskId: "{{taskId}}", jobName: "{{Job}}{{chunk}}",
            results: [{{string.Join(", ", results.Select(result => $"{{ group: \"{result.Group}\", status: {result.Status} }}"))}}] }) { changed } }
        """);

    private async Task RecordAsync(string mutation)
    {
        var answer = await _service.GraphQLAsync($"mutation {mutation}");
        Assert.Contains("\"changed\":true", answer.Text, StringComparison.Ordinal);
    }
}
