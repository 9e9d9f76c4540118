using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Access;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Transport;

/// <summary>The header GraphQL-Cost: what an operation costs, with its response or without executing it.</summary>
public sealed class CostReportTests : IAsyncLifetime
{
    private const string Record =
        """mutation { recordGroupResults(input: { repository: "autoland", revision: "abcd", taskId: "T", results: [] }) { changed push { resultMap } } }""";

    private static readonly (string, string) Report = ("GraphQL-Cost", "report");
    private static readonly (string, string) Validate = ("GraphQL-Cost", "validate");

    private readonly TestService _service = new() { Settings = ["--GroupResults:GraphQL:MaxBatch=2"] };
    private readonly string _revision = NewRevision();

    private string Query => $$"""{ push(repository: "autoland", revision: "{{_revision}}") { version tasks(first: 40) { nodes { taskId results { group status durationMs } } } } }""";

    /// <summary>A push of 0.05 and its version of 0.003; tasks of 10; 40 runs of 0.05, each with 0.003 for its id and 25 results of 0.009.</summary>
    private static string QueryCost => """{"total":21.173,"limit":1000,"mostExpensive":{"path":"push.tasks.nodes.results","cost":9}}""";

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.StoreAsync("autoland", _revision);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("report")]
    [InlineData("Report")]
    public async Task Report_OfAQuery_IsInTheExtensionsOfItsResponse(string value)
    {
        var plain = await _service.GraphQLAsync(Query);
        var reported = await _service.GraphQLAsync(Query, null, null, ("GraphQL-Cost", value));

        Assert.Equal(QueryCost, Cost(reported));
        Assert.Equal(plain.Json.GetProperty("data").GetRawText(), reported.Json.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Report_IsNotKept_AndKeptResponsesHaveNone()
    {
        var path = $"/graphql?query={Uri.EscapeDataString(Query)}";
        var first = await _service.GetAsync(path, Report);
        var plain = await _service.GetAsync(path);
        var hit = await _service.GetAsync(path);
        var again = await _service.GetAsync(path, Report, ("If-None-Match", hit.Header("ETag")!));

        Assert.Equal((QueryCost, QueryCost), (Cost(first), Cost(again)));
        Assert.Equal((HttpStatusCode.OK, null), (again.Status, again.Header("ETag")));
        Assert.Contains("GraphQL-Cost", again.Header("Vary"), StringComparison.Ordinal);
        Assert.All((Answer[])[plain, hit], answer => Assert.False(answer.Json.GetProperty("extensions").TryGetProperty("cost", out _), answer.Text));
        Assert.Equal("HIT", hit.Json.GetProperty("extensions").GetProperty("cache").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Report_OfATooExpensiveQuery_IsRefusedAsWithoutIt()
    {
        var query = Query.Replace("first: 40", "first: 2000", StringComparison.Ordinal).Replace("taskId", "taskId a: results { durationMs group status } b: results { durationMs group status }", StringComparison.Ordinal);

        var answer = await _service.GraphQLAsync(query, null, null, Report);

        Assert.Equal("TOO_COMPLEX", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal((await _service.GraphQLAsync(query)).Text, answer.Text);
    }

    [Fact]
    public async Task Validate_OfAQuery_ReportsWithoutExecutingIt()
    {
        var (heads, snapshots) = (_service.HeadReads.Count, _service.SnapshotsRead);

        var answer = await _service.GraphQLAsync(Query, null, null, Validate);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal($$$"""{"data":null,"extensions":{"cost":{{{QueryCost}}}}}""", answer.Text);
        Assert.Equal((heads, snapshots), (_service.HeadReads.Count, _service.SnapshotsRead));
    }

    [Fact]
    public async Task Validate_OfAMutation_ChangesNothing()
    {
        var answer = await _service.GraphQLAsync(Record, null, null, Validate);

        Assert.Equal("""{"total":350.103,"limit":1000,"mostExpensive":{"path":"recordGroupResults.push.resultMap","cost":350}}""", Cost(answer));
        Assert.Equal(1, _service.CountRows("Pushes"));
    }

    [Fact]
    public async Task Validate_OfASubscription_IsAnsweredAsJson()
    {
        var answer = await _service.GraphQLAsync(
            """subscription { pushUpdated(repository: "autoland", revision: "ab") { resultMap } }""", null, null, Validate, ("Accept", "text/event-stream"));

        Assert.Equal("""{"total":360,"limit":1000,"mostExpensive":{"path":"pushUpdated.resultMap","cost":350}}""", Cost(answer));
    }

    [Fact]
    public async Task Validate_OfATooExpensiveQuery_SaysWhatItCosts()
    {
        var query = """{ pushes(repository: "autoland", first: 2000) { nodes { tasks(first: 2000) { nodes { results { group } } } } } }""";

        var cost = JsonElement.Parse(Cost(await _service.GraphQLAsync(query, null, null, Validate)));

        Assert.Equal((520105, 1000), (cost.GetProperty("total").GetDouble(), cost.GetProperty("limit").GetInt32()));
        Assert.Equal("pushes.nodes.tasks.nodes.results.group", cost.GetProperty("mostExpensive").GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("{ nonsense }")]
    [InlineData("{ __typename")]
    [InlineData("query A { __typename } query B { __typename }")]
    [InlineData("query($x: Int!) { pushes(repository: \"a\", first: $x) { totalCount } }")]
    public async Task Validate_OfAnInvalidOperation_ReportsItsErrors(string query)
    {
        var answer = await _service.GraphQLAsync(query, null, null, Validate);

        Assert.Equal((await _service.GraphQLAsync(query)).Text, answer.Text);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task Validate_WithoutAccess_IsRefused()
    {
        await using var service = new TestService { Environment = "Production" };
        await service.InitializeAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await service.GraphQLAsync(Record, null, null, Validate)).Status);
    }

    [Fact]
    public async Task Header_OnABatch_CountsForEachRequest()
    {
        var body = JsonSerializer.Serialize(new[] { new { query = Query }, new { query = Record } });

        var reported = (await _service.PostAsync(body, prepare: request => request.AddHeaders(Report))).Json;
        var validated = (await _service.PostAsync(body, prepare: request => request.AddHeaders(Validate))).Json;

        Assert.Equal([QueryCost, QueryCost], ((JsonElement[])[reported[0], validated[0]]).Select(response => response.GetProperty("extensions").GetProperty("cost").GetRawText()));
        Assert.True(reported[1].GetProperty("data").GetProperty("recordGroupResults").GetProperty("changed").GetBoolean());
        Assert.Equal(JsonValueKind.Null, validated[1].GetProperty("data").ValueKind);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Header_WithAnotherValue_IsRefused(string method)
    {
        var header = ("GraphQL-Cost", "estimate");

        var answer = method is "GET" ? await _service.GetAsync("/graphql?query={__typename}", header) : await _service.GraphQLAsync(Query, null, null, header);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(
            """{"errors":[{"message":"The header GraphQL-Cost must be 'report' or 'validate'.","extensions":{"code":"INVALID_INPUT","field":"GraphQL-Cost"}}]}""", answer.Text);
    }

    private static string Cost(Answer answer) => answer.Json.GetProperty("extensions").GetProperty("cost").GetRawText();
}
