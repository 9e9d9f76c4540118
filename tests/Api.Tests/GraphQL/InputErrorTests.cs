using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>A value that does not fit is the same error whichever way it was sent: as a literal, a variable, a part of one or a default.</summary>
public sealed class InputErrorTests(TestService service) : IClassFixture<TestService>
{
    private const string Statuses = "GroupStatus is one of OK, ERROR, SKIP, UNSUPPORTED.";

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("2001")]
    [InlineData("5000")]
    [InlineData("5000000000")]
    public async Task First_OutOfRange_IsOneErrorHoweverItIsSent(string first)
    {
        foreach (var page in (string[])["pushes(repository: \"autoland\", first: FIRST) { totalCount }", "push(repository: \"autoland\", revision: \"ab\") { tasks(first: FIRST) { totalCount } }"])
        {
            await AssertInvalidAsync("first", $"first is {first}; a page has 1 to 2000.", Literal(page, first), Variable(page, first), Default(page, first));
        }

        static (string, string?) Literal(string page, string first) => ($"{{ {page.Replace("FIRST", first, StringComparison.Ordinal)} }}", null);
        static (string, string?) Variable(string page, string first) => ($"query($n: Int) {{ {page.Replace("FIRST", "$n", StringComparison.Ordinal)} }}", $"{{\"n\":{first}}}");
        static (string, string?) Default(string page, string first) => ($"query($n: Int = {first}) {{ {page.Replace("FIRST", "$n", StringComparison.Ordinal)} }}", null);
    }

    [Fact]
    public async Task First_OfNull_IsTheDefault() => Assert.Equal(
        """{"pushes":{"totalCount":0}}""",
        (await service.QueryAsync("query($n: Int) { pushes(repository: \"empty\", first: $n) { totalCount } }", new { n = (int?)null })).GetRawText());

    [Fact]
    public async Task AnEnum_ThatIsWrong_IsOneErrorThatNamesWhatIsAllowed() => await AssertInvalidAsync(
        "status[1]",
        $"status[1] is 'FOO'; {Statuses}",
        (Tasks("", "[OK, FOO]"), null),
        (Tasks("($s: [GroupStatus!])", "$s"), """{"s":["OK","FOO"]}"""),
        (Tasks("($s: GroupStatus!)", "[OK, $s]"), """{"s":"FOO"}"""),
        (Tasks("($s: [GroupStatus!] = [OK, FOO])", "$s"), null),
        ("query($s: [GroupStatus!]) { ...A } fragment A on Query { push(repository: \"autoland\", revision: \"ab\") { tasks(status: $s) { totalCount } } }", """{"s":["OK","FOO"]}"""));

    [Fact]
    public async Task AnEnum_ThatIsWrongInAnInput_IsOneErrorThatNamesWhereItIs() => await AssertInvalidAsync(
        "input.results[0].status",
        $"input.results[0].status is 'FOO'; {Statuses}",
        (Record("", """{ repository: "autoland", revision: "ab", taskId: "T", results: [{ group: "g", status: FOO }] }"""), null),
        (Record("($i: RecordGroupResultsInput!)", "$i"), """{"i":{"repository":"autoland","revision":"ab","taskId":"T","results":[{"group":"g","status":"FOO"}]}}"""),
        (Record("($r: [GroupResultInput!]!)", """{ repository: "autoland", revision: "ab", taskId: "T", results: $r }"""), """{"r":[{"group":"g","status":"FOO"}]}"""),
        (Record("($s: GroupStatus!)", """{ repository: "autoland", revision: "ab", taskId: "T", results: [{ group: "g", status: $s }] }"""), """{"s":"FOO"}"""));

    [Theory]
    [InlineData("\"OK\"", null, "status is the string 'OK'; GroupStatus is one of OK, ERROR, SKIP, UNSUPPORTED.")]
    [InlineData("3", "3", "status is '3'; GroupStatus is one of OK, ERROR, SKIP, UNSUPPORTED.")]
    [InlineData("{ a: 1 }", "{\"a\":1}", "status is an object; GroupStatus is one of OK, ERROR, SKIP, UNSUPPORTED.")]
    [InlineData("[[OK]]", "[[\"OK\"]]", "status[0] is a list; GroupStatus is one of OK, ERROR, SKIP, UNSUPPORTED.")]
    public async Task AnEnum_OfAnotherKind_IsOneError(string literal, string? variable, string message) => await AssertInvalidAsync(
        message.Split(' ')[0],
        message,
        [(Tasks("", literal), null), .. variable is null ? [] : new[] { (Tasks("($s: [GroupStatus!])", "$s"), (string?)$"{{\"s\":{variable}}}") }]);

    [Fact]
    public async Task ANull_WhereNoneMayBe_IsOneError() => await AssertInvalidAsync(
        "status[0]",
        "status[0] is null; it must be of type GroupStatus!.",
        (Tasks("", "[null]"), null),
        (Tasks("($s: [GroupStatus!])", "$s"), """{"s":[null]}"""));

    [Fact]
    public async Task AScalar_OfAnotherType_IsOneError() => await AssertInvalidAsync(
        "first",
        "first is the string 'x'; it must be of type Int.",
        ("{ pushes(repository: \"autoland\", first: \"x\") { totalCount } }", null),
        ("query($n: Int) { pushes(repository: \"autoland\", first: $n) { totalCount } }", """{"n":"x"}"""),
        ("query($n: Int = \"x\") { pushes(repository: \"autoland\", first: $n) { totalCount } }", null));

    [Fact]
    public async Task AnInput_WithoutARequiredField_IsOneError() => await AssertInvalidAsync(
        "input.revision",
        "input.revision is missing; it must be of type String!.",
        (Record("", """{ repository: "autoland", taskId: "T", results: [] }"""), null),
        (Record("($i: RecordGroupResultsInput!)", "$i"), """{"i":{"repository":"autoland","taskId":"T","results":[]}}"""));

    [Fact]
    public async Task AnInput_WithAFieldOfAnotherName_IsOneError() => await AssertInvalidAsync(
        "input",
        "input has the field 'nonsense', which RecordGroupResultsInput does not have.",
        (Record("", """{ repository: "autoland", revision: "ab", taskId: "T", results: [], nonsense: 1 }"""), null),
        (Record("($i: RecordGroupResultsInput!)", "$i"), """{"i":{"repository":"autoland","revision":"ab","taskId":"T","results":[],"nonsense":1}}"""));

    [Fact]
    public async Task AnInput_ThatIsNone_IsOneError() => await AssertInvalidAsync(
        "input",
        "input is the string 'x'; it must be of type RecordGroupResultsInput.",
        (Record("", "\"x\""), null),
        (Record("($i: RecordGroupResultsInput!)", "$i"), """{"i":"x"}"""));

    [Fact]
    public async Task AVariable_ThatIsRequiredAndMissing_NamesWhatItIsFor() => await AssertInvalidAsync(
        "input",
        "input is missing; it must be of type RecordGroupResultsInput!.",
        (Record("($i: RecordGroupResultsInput!)", "$i"), null));

    [Fact]
    public async Task AWrongValue_IsQuotedShortly() => await AssertInvalidAsync(
        "status[0]",
        $"status[0] is '{new string('x', 80)}…' (100000 characters); {Statuses}",
        (Tasks("($s: [GroupStatus!])", "$s"), JsonSerializer.Serialize(new { s = new[] { new string('x', 100_000) } })));

    [Theory]
    [InlineData("{ push(repository: \"a\", revision: \"ab\") { tasks { nodes { results { group(x: 1) } } } } }", "group", "GroupResult")]
    [InlineData("{ pushes(repository: \"a\") { nodes { tasks(x: 1) { totalCount } } } }", "tasks", "Push")]
    [InlineData("{ pushes(repository: \"a\") { totalCount(x: 1) } }", "totalCount", "PushConnection")]
    [InlineData("{ cacheStatistics(x: 1) { hits } }", "cacheStatistics", "Query")]
    public async Task AnArgument_ThatIsUnknown_NamesTheTypeOfItsField(string query, string field, string type)
    {
        var answer = await service.GraphQLAsync(query);

        Assert.Equal($"Unknown argument 'x' on field '{field}' of type '{type}'.", answer.Error.GetProperty("message").GetString());
        Assert.Equal("KNOWN_ARGUMENT_NAMES", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task AnArgument_ThatIsUnknownToADirective_NamesTheDirective()
    {
        var answer = await service.GraphQLAsync("{ __typename @include(if: true, x: 1) }");

        Assert.Equal("Unknown argument 'x' on directive 'include'.", answer.Error.GetProperty("message").GetString());
    }

    private static string Tasks(string variables, string status) =>
        $"query{variables} {{ push(repository: \"autoland\", revision: \"ab\") {{ tasks(status: {status}) {{ totalCount }} }} }}";

    private static string Record(string variables, string input) => $"mutation{variables} {{ recordGroupResults(input: {input}) {{ changed }} }}";

    private async Task AssertInvalidAsync(string field, string message, params (string Query, string? Variables)[] requests)
    {
        foreach (var (query, variables) in requests)
        {
            var answer = await PostAsync(query, variables);

            Assert.Equal((query, HttpStatusCode.BadRequest), (query, answer.Status));
            var error = Assert.Single(answer.Json.GetProperty("errors").EnumerateArray());
            Assert.Equal((query, message), (query, error.GetProperty("message").GetString()));
            Assert.Equal((query, $$"""{"code":"INVALID_INPUT","field":"{{field}}"}"""), (query, error.GetProperty("extensions").GetRawText()));
        }
    }

    private Task<Answer> PostAsync(string query, string? variables) =>
        service.PostAsync($"{{\"query\":{JsonSerializer.Serialize(query)},\"variables\":{variables ?? "null"}}}");
}
