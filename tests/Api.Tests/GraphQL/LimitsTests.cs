using System.Globalization;
using System.Net;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>Each limit of documents at its edge, at the defaults: what is at the limit passes, and one more is refused.</summary>
public sealed class LimitsTests(TestService service) : IClassFixture<TestService>
{
    private const string Push = "push(repository: \"autoland\", revision: \"ab\")";

    [Fact]
    public async Task Depth_AtItsEdge()
    {
        await AssertPassesAsync(Deep(20));
        await AssertRefusedAsync(Deep(21), "The query is 21 fields deep; the limit is 20.");
        await AssertRefusedAsync(Deep(60), "The query is 60 fields deep; the limit is 20.");
        await AssertRefusedAsync(Deep(500), "The query is nested too deeply to parse; the depth limit is 20.");
    }

    [Fact]
    public async Task Depth_ThroughFragments_Counts() => await AssertRefusedAsync(
        "{ __schema { types { ...A } } } fragment A on __Type { ofType { ...B } } fragment B on __Type { " + Nested("ofType", 18) + " }",
        "The query is 21 fields deep; the limit is 20.");

    [Fact]
    public async Task Fragments_AtTheirEdge()
    {
        await AssertPassesAsync(Star(100));
        await AssertRefusedAsync(Star(101), "The query has 101 fragments; the limit is 100.");
    }

    [Fact]
    public async Task Variables_AtTheirEdge()
    {
        await AssertPassesAsync(WithVariables(100));
        await AssertRefusedAsync(WithVariables(101), "The query has 101 variables; the limit is 100.");
    }

    [Fact]
    public async Task FragmentsWithinFragments_HoweverManyMayBe_AreRefusedBeforeAnyoneGoesThroughThemByRecursion()
    {
        await using var generous = new TestService { Settings = ["--GroupResults:GraphQL:MaxFragments=200"] };
        await generous.InitializeAsync();

        Assert.False((await generous.GraphQLAsync(Chain(50))).Json.TryGetProperty("errors", out _));
        Assert.Equal("TOO_COMPLEX", Code(await generous.GraphQLAsync(Chain(201))));
    }

    [Theory]
    [InlineData("...X ...X")] // There is no such fragment.
    [InlineData("__typename")]
    public async Task Fragments_ThatDoubleAtEachStep_AreRefusedWhateverIsInThem(string leaf) => await AssertRefusedAsync(
        "{ ...F0 } " + string.Join(' ', Enumerable.Range(0, 60).Select(number => string.Create(
            CultureInfo.InvariantCulture, $"fragment F{number} on Query {{ {(number == 59 ? leaf : $"...F{number + 1} ...F{number + 1}")} }}"))),
        "With its fragments expanded, the query has more than 1000000000 fields; the limit is 2000.");

    [Fact]
    public async Task Names_AtTheirEdge()
    {
        await AssertPassesAsync($"{{ {new string('a', 100)}: __typename }}");
        await AssertRefusedAsync($"{{ {new string('a', 101)}: __typename }}", "The query has a name of 101 characters; the limit is 100.");
    }

    [Fact]
    public async Task UsesOfVariables_AtTheirEdge()
    {
        await AssertPassesAsync(Used(999));
        await AssertRefusedAsync(Used(1000), "The query names variables 1001 times; the limit is 1000.");

        static string Used(int times) => $"query($s: GroupStatus = OK) {{ {Push} {{ tasks(status: [{Repeated("$s", times)}]) {{ totalCount }} }} }}";
    }

    [Fact]
    public async Task Errors_OfADocument_TheFirst20AreTold()
    {
        var answer = await service.GraphQLAsync($"{{ {string.Join(' ', Enumerable.Range(0, 1000).Select(number => string.Create(CultureInfo.InvariantCulture, $"f{number}")))} }}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        var errors = answer.Json.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(20, errors.Count);
        Assert.All(errors, error => Assert.Equal("FIELDS_ON_CORRECT_TYPE", error.GetProperty("extensions").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Tokens_AtTheirEdge()
    {
        await AssertPassesAsync(OfTokens(10_000));
        await AssertRefusedAsync(
            OfTokens(10_001), string.Create(CultureInfo.InvariantCulture, $"The query of {OfTokens(10_001).Length} characters exceeds the limit of 10000 tokens."));
    }

    [Fact]
    public async Task Tokens_OfComments_Count()
    {
        await AssertRefusedAsync(
            string.Concat(Enumerable.Repeat("#\n", 10_000)) + "{ __typename }", "The query of 20014 characters exceeds the limit of 10000 tokens.");
    }

    [Fact]
    public async Task Aliases_AtTheirEdge()
    {
        await AssertPassesAsync($"{{ {Aliases(50)} }}");
        await AssertRefusedAsync($"{{ {Aliases(51)} }}", "The query has 51 aliases; the limit is 50.");
    }

    [Fact]
    public async Task Directives_AtTheirEdge()
    {
        await AssertPassesAsync($"{{ {Directives(50)} }}");
        await AssertRefusedAsync($"{{ {Directives(51)} }}", "The query has 51 directives; the limit is 50.");
        await AssertRefusedAsync(
            $"{{ __typename {string.Concat(Enumerable.Repeat("@aa", 1000))} }}", "The query has 1000 directives; the limit is 50.");
    }

    [Theory]
    [InlineData("{ __typename @include(if: true) @include(if: true) @include(if: true) }", "include")]
    [InlineData("{ __typename @aa @aa @aa }", "aa")]
    [InlineData("query @aa @aa { __typename }", "aa")]
    [InlineData("{ ...A } fragment A on Query @aa @bb @aa { __typename }", "aa")]
    public async Task ADirective_MoreThanOnceAtAPlace_IsRefusedOnce(string query, string directive)
    {
        var answer = await service.GraphQLAsync(query);

        Assert.Equal(1, answer.Json.GetProperty("errors").GetArrayLength());
        Assert.Equal("UNIQUE_DIRECTIVES_PER_LOCATION", Code(answer));
        Assert.Equal($"The directive '{directive}' can only be used once at this location.", answer.Error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Repeats_AtTheirEdge()
    {
        await AssertPassesAsync($"{{ {Repeated("__typename", 50)} }}");
        await AssertRefusedAsync($"{{ {Repeated("__typename", 51)} }}", "The query selects '__typename' 51 times on the same object; the limit is 50.");
        await AssertRefusedAsync(
            $"{{ {Push} {{ {Repeated("version", 26)} }} ...A }} fragment A on Query {{ {Push} {{ {Repeated("version", 25)} }} }}",
            "The query selects 'version' 51 times on the same object; the limit is 50.");
    }

    [Fact]
    public async Task Fields_AtTheirEdge()
    {
        await AssertPassesAsync(OfFields(2000));
        await AssertRefusedAsync(OfFields(2001), "The query has 2001 fields; the limit is 2000.");
    }

    [Fact]
    public async Task FragmentCycle_IsRefused()
    {
        var answer = await service.GraphQLAsync("{ ...A } fragment A on Query { ...B } fragment B on Query { __typename ...A }");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("NO_FRAGMENT_CYCLES", Code(answer));
        Assert.Equal("Fragment 'A' spreads itself, directly or through other fragments.", answer.Error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("resultMap")]
    [InlineData("changes { resultMap }")]
    public async Task Cost_TwoResultMaps_PassAndThreeDoNot(string map)
    {
        await AssertPassesAsync($"{{ a: {Push} {{ {map} }} b: {Push} {{ {map} }} }}");
        await AssertRefusedAsync($"{{ a: {Push} {{ {map} }} b: {Push} {{ {map} }} c: {Push} {{ {map} }} }}", Costs("10"));
    }

    [Theory]
    [InlineData("nodes { __typename id taskId runId jobName results { __typename group status durationMs } } pageInfo { endCursor hasNextPage } totalCount")]
    [InlineData("edges { node { taskId runId jobName results { group status durationMs } } }")]
    public async Task Cost_OnePageOf2000TaskRunsWithAllResults_PassesAndTwoDoNot(string page)
    {
        await AssertPassesAsync($"{{ {Push} {{ version counts {{ ok error }} tasks(first: 2000) {{ {page} }} }} }}");
        await AssertRefusedAsync($"{{ {Push} {{ tasks(first: 2000) {{ {page} }} more: tasks(first: 2000) {{ {page} }} }} }}", Costs("1"));
    }

    [Fact]
    public async Task Cost_OfAPageWhoseSizeIsAVariable_IsThatOfItsValueOrDefault()
    {
        const string Query = "query($first: Int = 2000) { pushes(repository: \"autoland\", first: $first) { nodes { resultMap } } }";

        await AssertPassesAsync(Query, new { first = 2 });
        await AssertRefusedAsync(Query, Costs("1"), new { first = 3 });
        await AssertRefusedAsync(Query, Costs("700"));
    }

    [Theory]
    [InlineData("query($n: Int = 2000) { newest: pushes(repository: \"autoland\", first: $n) { totalCount nodes { version map: resultMap } } }", 700112, "newest.nodes.map", 700000)]
    [InlineData("{ a: " + Push + " { version } b: " + Push + " { changes { resultMap taskRuns { taskId results { group } } } resultMap c: resultMap } }", 1189, "b.changes.resultMap", 350)]
    [InlineData("{ " + Push + " { tasks(first: 2000) { nodes { results { group status } } } x: tasks(first: 2000) { nodes { taskId results { group status durationMs } } } ...F } } fragment F on Push { x: tasks(first: 2000) { nodes { results { __typename } } } }", 1127, "push.x.nodes.results", 600)]
    public async Task Cost_TooHigh_NamesTheMostExpensivePathAndTheFigures(string query, int cost, string path, int ofIt)
    {
        var answer = await service.GraphQLAsync(query);

        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"The query costs {cost}; the limit is 1000. The most expensive path is {path}, at {ofIt}. A result map costs 350; a list costs its items times the length requested. Request less at once."),
            answer.Error.GetProperty("message").GetString());
        Assert.Equal(
            string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"code":"TOO_COMPLEX","field":"query","cost":{{{cost}}},"maxCost":1000,"mostExpensive":{"path":"{{{path}}}","cost":{{{ofIt}}}}}"""),
            answer.Error.GetProperty("extensions").GetRawText());
    }

    [Fact]
    public async Task Cost_OfFieldsThatMerge_IsThatOfOne() => await AssertPassesAsync(
        $"{{ {Push} {{ resultMap ...A ...B }} }} fragment A on Push {{ resultMap }} fragment B on Push {{ resultMap changes {{ resultMap }} }}");

    [Fact]
    public async Task Cost_OfASubscription_IsHeldAgainstTheLimit()
    {
        const string Changes = "pushUpdated(repository: \"autoland\", revision: \"ab\") { a: resultMap b: resultMap c: resultMap }";
        using var socket = await GraphQLSocket.StartAsync(service);

        await socket.SubscribeAsync("1", $"subscription {{ {Changes} }}");

        var message = await socket.ReceiveAsync("error", "1");
        Assert.Equal("TOO_COMPLEX", message[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Cost_OfABatchOfReports_GrowsWithTheirNumber()
    {
        const string Mutation = "mutation($inputs: [RecordGroupResultsInput!]!) { recordGroupResultsBatch(inputs: $inputs) { push { resultMap } } }";
        var reports = Enumerable.Range(0, 3).Select(i => GraphQLRequests.Report("abcd", $"T{i}")).ToArray();

        await AssertPassesAsync(Mutation, new { inputs = reports[..2] });
        await AssertRefusedAsync(Mutation, Costs("1"), new { inputs = reports });
    }

    [Fact]
    public async Task Introspection_AsToolsAskForIt_PassesAndACircleDoesNot()
    {
        await AssertPassesAsync(StandardIntrospection);
        await AssertRefusedAsync(
            "{ __schema { types { " + string.Concat(Enumerable.Repeat("fields { type { ", 6)) + "name" + string.Concat(Enumerable.Repeat(" } }", 6)) + " } } }", Costs(""));
    }

    [Theory]
    [InlineData("{ pushes(repository: \"autoland\", first: 2000) { totalCount } }", "{ pushes(repository: \"autoland\", first: 2001) { totalCount } }")]
    [InlineData("{ " + Push + " { tasks(first: 2000) { totalCount } } }", "{ " + Push + " { tasks(first: 2001) { totalCount } } }")]
    public async Task PageSize_AtItsEdge(string passing, string refused)
    {
        await AssertPassesAsync(passing);
        var answer = await service.GraphQLAsync(refused);

        Assert.Equal("INVALID_INPUT", Code(answer));
        Assert.Equal("first is 2001; a page has 1 to 2000.", answer.Error.GetProperty("message").GetString());
        Assert.Equal("first", answer.Error.GetProperty("extensions").GetProperty("field").GetString());
    }

    /// <summary>One fault, however many requests are in the array.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Batch_WhereNoneIsTaken_IsRefused(int requests)
    {
        var answer = await service.PostAsync($"[{string.Join(',', Enumerable.Repeat("{\"query\":\"{ __typename }\"}", requests))}]");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(
            """{"errors":[{"message":"The body is an array; send one request, as a JSON object.","extensions":{"code":"INVALID_INPUT","field":"body"}}]}""", answer.Text);
    }

    [Fact]
    public async Task JsonValues_MoreThanAMillion_AreRefused()
    {
        var answer = await service.PostAsync($"{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":[{string.Join(',', Enumerable.Repeat('1', 1_000_000))}]}}}}");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal("TOO_LARGE", Code(answer));
    }

    private static string Costs(string digits) => $"The query costs {digits}";

    private static string Deep(int depth) => $"{{ __schema {{ types {{ {Nested("ofType", depth - 2)} }} }} }}";

    private static string Nested(string field, int depth) =>
        string.Concat(Enumerable.Repeat(field + " { ", depth - 1)) + "name" + string.Concat(Enumerable.Repeat(" }", depth - 1));

    private static string Star(int fragments)
    {
        var names = Enumerable.Range(1, fragments).Select(number => string.Create(CultureInfo.InvariantCulture, $"F{number}")).ToList();
        return $"{{ {Push} {{ {string.Join(' ', names.Select(name => $"...{name}"))} }} }} {string.Join(' ', names.Select((name, number) => $"fragment {name} on Push {{ {(number % 2 == 0 ? "id" : "version")} }}"))}";
    }

    /// <summary>The last fragment has a field.</summary>
    private static string Chain(int fragments) => "{ ...F1 } " + string.Join(' ', Enumerable.Range(1, fragments).Select(
        number => string.Create(CultureInfo.InvariantCulture, $"fragment F{number} on Query {{ {(number == fragments ? "__typename" : $"...F{number + 1}")} }}")));

    /// <summary>A list of statuses: a token each, and fields only few.</summary>
    private static string OfTokens(int count)
    {
        const string Head = "{ push(repository: \"a\", revision: \"ab\") { tasks(status: [";
        const string Tail = "]) { totalCount } } }";
        const int Others = 23;
        return Head + string.Concat(Enumerable.Repeat("OK ", count - Others)) + Tail;
    }

    /// <summary>40 pushes, each with 49 fields, and what is left over.</summary>
    private static string OfFields(int count)
    {
        var push = $"{Push} {{ {Repeated("id repository revision version firstSeenAt lastActivityAt stability", 7)} }}";
        var pushes = Enumerable.Range(0, 40).Select(number => string.Create(CultureInfo.InvariantCulture, $"a{number}: {push}"));
        return $"{{ {string.Join(' ', pushes)} {Repeated("__typename", count - (40 * 50))} }}";
    }

    private static string WithVariables(int count)
    {
        var names = Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"$v{number}")).ToList();
        return $"query({string.Join(' ', names.Select(name => $"{name}: GroupStatus = OK"))}) {{ {Push} {{ tasks(status: [{string.Join(' ', names)}]) {{ totalCount }} }} }}";
    }

    private static string Aliases(int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"a{number}: __typename")));

    private static string Directives(int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(number => "__typename @include(if: true)"));

    private static string Repeated(string field, int count) => string.Join(' ', Enumerable.Repeat(field, count));

    private static string? Code(Answer answer) => answer.Error.GetProperty("extensions").GetProperty("code").GetString();

    private async Task AssertPassesAsync(string query, object? variables = null)
    {
        var answer = await service.GraphQLAsync(query, variables);
        Assert.False(answer.Json.TryGetProperty("errors", out _), answer.Text[..Math.Min(500, answer.Text.Length)]);
    }

    private async Task AssertRefusedAsync(string query, string message, object? variables = null)
    {
        var answer = await service.GraphQLAsync(query, variables);
        Assert.True(answer.Json.TryGetProperty("errors", out _), "It passed.");
        Assert.Equal("TOO_COMPLEX", Code(answer));
        Assert.StartsWith(message, answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(answer.Json.TryGetProperty("data", out _));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    /// <summary>As graphql-js writes it.</summary>
    private const string StandardIntrospection =
        """
        query IntrospectionQuery {
          __schema {
            queryType { name } mutationType { name } subscriptionType { name }
            types { ...FullType }
            directives { name description locations args { ...InputValue } }
          }
        }
        fragment FullType on __Type {
          kind name description
          fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
          inputFields { ...InputValue }
          interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef }
        }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
        fragment TypeRef on __Type {
          kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
            kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
        }
        """;
}
