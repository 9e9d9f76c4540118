using System.Text;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>Whole responses are kept where they depend on one push's version and stability alone, and only there.</summary>
public sealed class StoredResponseTests : IAsyncLifetime
{
    private const string Typed =
        """
        query Tasks($revision: String!, $status: [GroupStatus!], $first: Int = 50, $after: String) {
          push(repository: "autoland", revision: $revision) {
            version stability counts { taskRuns ok error }
            tasks(first: $first, after: $after, status: $status) { totalCount nodes { taskId results { group status durationMs } } }
          }
        }
        """;

    private readonly TestService _service = new();
    private readonly string _revision = NewRevision();

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.RecordAsync(Report(_revision, "T", ("a", "OK", 1), ("b", "ERROR", 2)));
        await _service.RecordAsync(Report(_revision, "U", ("a", "OK", 3)));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task TypedQuery_AskedAgain_IsTheSameResponseFromTheCache()
    {
        var miss = await AskAsync();
        var hit = await AskAsync();

        Assert.Equal("MISS", Status(miss));
        Assert.Equal("HIT", Status(hit));
        Assert.Equal(miss.Text.Replace("MISS", "HIT", StringComparison.Ordinal), hit.Text);
        Assert.Equal(
            """{"push":{"version":2,"stability":"ACTIVE","counts":{"taskRuns":2,"ok":2,"error":1},"tasks":{"totalCount":2,"nodes":[{"taskId":"T","results":[{"group":"a","status":"OK","durationMs":1},{"group":"b","status":"ERROR","durationMs":2}]},{"taskId":"U","results":[{"group":"a","status":"OK","durationMs":3}]}]}}}""",
            hit.Json.GetProperty("data").GetRawText());
        Assert.Equal("GroupResults; hit; ttl=300", hit.Header("Cache-Status"));
        Assert.Equal((1, 1, 1), await CountersAsync());
    }

    [Fact]
    public async Task TypedQuery_AfterAReport_IsOfTheNewVersion()
    {
        await AskAsync();
        await _service.RecordAsync(Report(_revision, "V", ("c", "ERROR", 1)));

        var answer = await AskAsync();

        Assert.Equal("MISS", Status(answer));
        Assert.Equal(3, answer.Json.GetProperty("data").GetProperty("push").GetProperty("version").GetInt32());
        Assert.Contains("\"V\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TypedQuery_OfAPushThatFallsIdle_SaysSoAtOnce()
    {
        _service.Time.Advance(TimeSpan.FromMinutes(4)); // What is kept now is kept beyond the moment at which the push falls idle.
        await AskAsync();
        _service.Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.Contains("\"stability\":\"ACTIVE\"", (await AskAsync()).Text, StringComparison.Ordinal);

        _service.Time.Advance(TimeSpan.FromTicks(1));
        var answer = await AskAsync();

        Assert.Equal("MISS", Status(answer));
        Assert.Equal("STABLE", answer.Json.GetProperty("data").GetProperty("push").GetProperty("stability").GetString());
        _service.Time.Advance(TimeSpan.FromHours(23));
        Assert.Equal("HIT", Status(await AskAsync()));
    }

    [Theory]
    [InlineData("""{"status":["ERROR"]}""")]
    [InlineData("""{"status":["ERROR","OK"]}""")]
    [InlineData("""{"status":[]}""")]
    [InlineData("""{"status":null}""")]
    [InlineData("""{"first":1}""")]
    public async Task Variables_OfAnotherValue_AreAnotherResponse(string variables)
    {
        await AskAsync();

        var first = await AskAsync(variables);
        var second = await AskAsync(variables);

        Assert.Equal("MISS", Status(first));
        Assert.Equal("HIT", Status(second));
        Assert.Equal(first.Json.GetProperty("data").GetRawText(), second.Json.GetProperty("data").GetRawText());
    }

    /// <summary>Values that are alike in all but one respect.</summary>
    [Fact]
    public async Task Variables_OfEachValue_HaveTheirOwnResponse()
    {
        string[] values =
        [
            "{}", """{"status":null}""", """{"status":[]}""", """{"status":["OK"]}""", """{"status":["ERROR"]}""", """{"status":["SKIP"]}""",
            """{"status":["OK","ERROR"]}""", """{"status":["OK","SKIP"]}""", """{"first":1}""", """{"first":2}""",
        ];
        var misses = new List<Answer>();
        foreach (var value in values) misses.Add(await AskAsync(value));

        for (var index = 0; index < values.Length; index++)
        {
            Assert.Equal("MISS", Status(misses[index]));
            Assert.Equal(Data(misses[index]), Data(await AskAsync(values[index])));
        }

        Assert.Equal((values.Length, values.Length, values.Length), await CountersAsync());
    }

    [Theory]
    [InlineData("""{"first":50}""")]
    [InlineData("""{ "first" : 50, "unknown": "ignored" }""")]
    public async Task Variables_ThatCoerceToTheSame_ShareAResponse(string variables)
    {
        var miss = await AskAsync();

        var answer = await AskAsync(variables);

        Assert.Equal("HIT", Status(answer));
        Assert.Equal(miss.Json.GetProperty("data").GetRawText(), answer.Json.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task OperationName_OfAnotherOperation_IsAnotherResponse()
    {
        var document = $$"""
            query One { push(repository: "autoland", revision: "{{_revision}}") { version } }
            query Two { push(repository: "autoland", revision: "{{_revision}}") { counts { ok } } }
            """;
        foreach (var _ in (int[])[1, 2])
        {
            Assert.Equal("""{"push":{"version":2}}""", Data(await _service.GraphQLAsync(document, operationName: "One")));
            Assert.Equal("""{"push":{"counts":{"ok":2}}}""", Data(await _service.GraphQLAsync(document, operationName: "Two")));
        }
    }

    [Fact]
    public async Task Document_OfAnotherText_IsAnotherResponse()
    {
        (string Fields, string Push)[] documents =
        [
            ("version", """{"version":2}"""),
            ("v: version", """{"v":2}"""),
            ("stability", """{"stability":"ACTIVE"}"""),
            ("tasks(search: \"none\") { totalCount }", """{"tasks":{"totalCount":0}}"""),
            ("tasks(search: \"\") { totalCount }", """{"tasks":{"totalCount":2}}"""),
        ];
        foreach (var status in (string[])["MISS", "HIT"])
        {
            foreach (var (fields, push) in documents)
            {
                var answer = await _service.GraphQLAsync($$"""{ push(repository: "autoland", revision: "{{_revision}}") { {{fields}} } }""");
                Assert.Equal((status, $$"""{"push":{{push}}}"""), (Status(answer), Data(answer)));
            }
        }
    }

    [Theory]
    [InlineData("{ __typename push(repository: \"autoland\", revision: \"REV\") { version } }")]
    [InlineData("query { ...Root } fragment Root on Query { push(repository: \"autoland\", revision: \"REV\") { version } }")]
    [InlineData("{ ... on Query { p: push(repository: \"autoland\", revision: \"REV\") { ...Part } } } fragment Part on Push { version }")]
    public async Task Query_OfOnePush_IsKept(string query)
    {
        query = query.Replace("REV", _revision, StringComparison.Ordinal);
        var miss = await _service.GraphQLAsync(query);
        var hit = await _service.GraphQLAsync(query);

        Assert.Equal(("MISS", "HIT"), (Status(miss), Status(hit)));
        Assert.Equal(Data(miss), Data(hit));
    }

    [Theory]
    [InlineData("{ a: push(repository: \"autoland\", revision: \"REV\") { version } b: push(repository: \"autoland\", revision: \"REV\") { version } }")]
    [InlineData("{ push(repository: \"autoland\", revision: \"REV\") { version } cacheStatistics { hits } }")]
    [InlineData("{ push(repository: \"autoland\", revision: \"REV\") { version cacheEntry { key } } }")]
    [InlineData("{ push(repository: \"autoland\", revision: \"REV\") { ...P } } fragment P on Push { version cacheEntry { key } }")]
    [InlineData("{ push(repository: \"autoland\", revision: \"REV\") @include(if: true) { version } }")]
    [InlineData("{ pushes(repository: \"autoland\") { nodes { version } } }")]
    public async Task Query_ThatDependsOnMore_IsNotKept(string query)
    {
        query = query.Replace("REV", _revision, StringComparison.Ordinal);
        await _service.GraphQLAsync(query);

        var again = await _service.GraphQLAsync(query);

        Assert.False(again.Json.TryGetProperty("extensions", out _), again.Text);
        Assert.False(again.Json.TryGetProperty("errors", out _), again.Text);
        Assert.Equal(0, (await CountersAsync()).Hits);
    }

    [Fact]
    public async Task CacheEntry_OfAPushWhoseMapComesIntoTheCache_IsThereThen()
    {
        var query = $$"""{ push(repository: "autoland", revision: "{{_revision}}") { cacheEntry { warmed } } }""";
        Assert.Equal("""{"push":{"cacheEntry":null}}""", Data(await _service.GraphQLAsync(query)));
        await _service.GetAsync(GroupResultsPath(_revision));
        Assert.Equal("""{"push":{"cacheEntry":{"warmed":false}}}""", Data(await _service.GraphQLAsync(query)));
    }

    [Fact]
    public async Task Push_ThatDoesNotExistYet_IsThereAfterItsFirstReport()
    {
        var revision = NewRevision();
        var query = $$"""{ push(repository: "autoland", revision: "{{revision}}") { version } }""";
        foreach (var _ in (int[])[1, 2]) Assert.Equal("""{"push":null}""", Data(await _service.GraphQLAsync(query)));

        await _service.RecordAsync(Report(revision, "T", ("a", "OK", 1)));

        Assert.Equal("""{"push":{"version":1}}""", Data(await _service.GraphQLAsync(query)));
    }

    [Fact]
    public async Task Query_WithAnError_IsNotKept()
    {
        foreach (var _ in (int[])[1, 2])
        {
            var answer = await AskAsync("""{"after":"no cursor"}""");
            Assert.Equal("INVALID_INPUT", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
            Assert.Equal("""{"push":null}""", Data(answer));
        }

        Assert.Equal((0, 0, 0), await CountersAsync());
    }

    [Fact]
    public async Task Query_InGzip_IsTheSameTextWithItsOwnEnding()
    {
        var tasks = Enumerable.Range(0, 100).Select(number => Report(_revision, $"Task{number}", ("group/of/some/length.toml", "OK", number)));
        foreach (var report in tasks) await _service.RecordAsync(report);

        var miss = await AskAsync(encoding: "gzip");
        var hit = await AskAsync(encoding: "gzip");
        var plain = await AskAsync();

        Assert.Equal(("gzip", "gzip"), (miss.Header("Content-Encoding"), hit.Header("Content-Encoding")));
        Assert.Equal(plain.Text, hit.Decoded);
        Assert.Equal(plain.Text.Replace("HIT", "MISS", StringComparison.Ordinal), miss.Decoded);
        Assert.Equal("Accept, Accept-Encoding, GraphQL-Cost", hit.Header("Vary"));
        Assert.Equal((2, 1, 1), await CountersAsync());
    }

    [Fact]
    public async Task Query_ByGet_IsKeptToo()
    {
        var path = "/graphql?query=" + Uri.EscapeDataString($$"""{ push(repository: "autoland", revision: "{{_revision}}") { version } }""");
        var miss = await _service.GetAsync(path);
        var hit = await _service.GetAsync(path);
        var head = await _service.Http.SendAsync(HttpMethod.Head, path);

        Assert.Equal(("MISS", "HIT"), (Status(miss), Status(hit)));
        Assert.Equal((hit.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), 0), (head.Header("Content-Length"), head.Body.Length));
    }

    [Fact]
    public async Task Body_WhoseQueryIsAnotherButLooksAlike_IsNotMistaken()
    {
        var (before, after) = ($$"""{"query":"{ push(repository: \"autoland\", revision: \"{{_revision}}\") { tasks(search: \" """, """ \") { totalCount } } }"}""");
        Assert.Equal("""{"push":{"tasks":{"totalCount":0}}}""", Data(await _service.PostAsync($"{before}\uFFFD{after}")));

        // A byte that is no UTF-8, and so no JSON, where a lenient reader puts the very character that the first body has.
        byte[] bytes = [.. Encoding.UTF8.GetBytes(before), 0xFF, .. Encoding.UTF8.GetBytes(after)];
        var answer = await _service.Http.SendAsync(HttpMethod.Post, "/graphql", request =>
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        });
        Assert.Equal(400, (int)answer.Status);
    }

    private static string? Status(Answer answer) => answer.Json.GetProperty("extensions").GetProperty("cache").GetProperty("status").GetString();

    private static string Data(Answer answer) => JsonElement.Parse(answer.Decoded).GetProperty("data").GetRawText();

    private Task<Answer> AskAsync(string variables = "{}", string? encoding = null)
    {
        var all = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(variables)!;
        all["revision"] = JsonSerializer.SerializeToElement(_revision);
        var body = JsonSerializer.Serialize(new { query = Typed, variables = all });
        return _service.PostAsync(body, prepare: request =>
        {
            if (encoding is not null) request.AddHeaders(("Accept-Encoding", encoding));
        });
    }

    private async Task<(int Hits, int Misses, int Computations)> CountersAsync()
    {
        var statistics = (await _service.QueryAsync("{ cacheStatistics { hits misses computations } }")).GetProperty("cacheStatistics");
        return (Get("hits"), Get("misses"), Get("computations"));

        int Get(string name) => statistics.GetProperty(name).GetInt32();
    }
}
