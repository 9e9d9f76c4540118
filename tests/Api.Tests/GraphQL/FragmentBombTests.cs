using System.Globalization;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>Fragments that spread the next one twice double the fields at each step.</summary>
public sealed class FragmentBombTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("{ node(id: \"cHVzaDphOmI\") { ...F0 } }", "Push", "id")]
    [InlineData("{ ...F0 }", "Query", "__typename")]
    public async Task Query_OfABillionFields_IsRefused(string operation, string type, string leaf)
    {
        var answer = await service.GraphQLAsync(Query(operation, type, leaf, levels: 40));

        Assert.Equal("TOO_COMPLEX", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("With its fragments expanded, the query has more than 1000000000 fields; the limit is 2000.", answer.Error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("{ node(id: \"cHVzaDphOmI\") { ...F0 } }", "Push", "id")]
    [InlineData("{ ...F0 }", "Query", "__typename")]
    public async Task Query_OfAFewFieldsInFragments_IsAnswered(string operation, string type, string leaf)
    {
        var answer = await service.GraphQLAsync(Query(operation, type, leaf, levels: 6));

        Assert.False(answer.Json.TryGetProperty("errors", out _), answer.Text);
    }

    private static string Query(string operation, string type, string leaf, int levels) => $"{operation} {string.Join('\n', Enumerable.Range(0, levels).Select(
        level => string.Create(
            CultureInfo.InvariantCulture, $"fragment F{level} on {type} {{ {(level + 1 < levels ? $"...F{level + 1} ...F{level + 1}" : leaf)} }}")))}";
}
