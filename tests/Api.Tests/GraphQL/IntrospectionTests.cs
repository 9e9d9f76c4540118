using System.Text.Json;
using GraphQLParser;
using GraphQLParser.AST;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>Introspection as clients send it. The texts below <c>Introspection/</c> are what these clients put on the wire.</summary>
public sealed class IntrospectionTests(TestService service) : IClassFixture<TestService>
{
    private const string EveryOption = "graphql-js.graphql";

    [Theory]
    [InlineData(EveryOption)]
    [InlineData("python-gql.graphql")]
    public async Task Introspection_AsAClientSendsIt_IsAnswered(string client)
    {
        var schema = await IntrospectAsync(client);

        Assert.Equal("Query", schema.GetProperty("queryType").GetProperty("name").GetString());
        var input = TypeOf(schema, "GroupResultInput");
        Assert.All(input.GetProperty("inputFields").EnumerateArray(), field => Assert.False(field.GetProperty("isDeprecated").GetBoolean()));
    }

    [Fact]
    public async Task Introspection_OfScalars_HasADescriptionOfEachAndTheSpecificationOfEachCustomOne()
    {
        var scalars = (await IntrospectAsync(EveryOption)).GetProperty("types").EnumerateArray()
            .Where(type => type.GetProperty("kind").GetString() is "SCALAR")
            .ToDictionary(type => type.GetProperty("name").GetString()!, StringComparer.Ordinal);

        Assert.All(scalars.Values, scalar => Assert.False(string.IsNullOrWhiteSpace(scalar.GetProperty("description").GetString()), scalar.GetRawText()));
        Assert.Equal(
            """
            Boolean: null
            DateTime: "https://www.rfc-editor.org/rfc/rfc3339"
            Float: null
            GroupResultJson: "https://www.rfc-editor.org/rfc/rfc8259"
            GroupResultMap: "https://www.rfc-editor.org/rfc/rfc8259"
            ID: null
            Int: null
            Long: "https://scalars.graphql.org/chillicream/long.html"
            String: null
            """.ReplaceLineEndings("\n"),
            string.Join('\n', scalars.OrderBy(scalar => scalar.Key, StringComparer.Ordinal).Select(scalar => $"{scalar.Key}: {scalar.Value.GetProperty("specifiedByURL").GetRawText()}")));
    }

    [Fact]
    public async Task Introspection_OfDirectivesAndInputTypes_SaysWhetherTheyAreRepeatableAndOneOf()
    {
        var schema = await IntrospectAsync(EveryOption);

        var directives = schema.GetProperty("directives").EnumerateArray().ToDictionary(
            directive => directive.GetProperty("name").GetString()!, directive => directive.GetProperty("isRepeatable").GetBoolean(), StringComparer.Ordinal);
        Assert.Equal(["cost", "deprecated", "include", "listSize", "skip", "specifiedBy"], directives.Keys.Order(StringComparer.Ordinal));
        Assert.All(directives.Values, Assert.False);
        Assert.False(TypeOf(schema, "RecordGroupResultsInput").GetProperty("isOneOf").GetBoolean());
        Assert.Equal(JsonValueKind.Null, TypeOf(schema, "Push").GetProperty("isOneOf").ValueKind);
    }

    [Fact]
    public async Task Schema_Printed_SpecifiesEachScalar()
    {
        var document = Parser.Parse((await service.GetAsync("/graphql?sdl")).Text);

        var scalars = document.Definitions.OfType<GraphQLScalarTypeDefinition>().ToList();
        Assert.Equal(["DateTime", "GroupResultJson", "GroupResultMap", "Long"], scalars.Select(scalar => scalar.Name.StringValue).Order(StringComparer.Ordinal));
        Assert.All(scalars, scalar => Assert.Equal("specifiedBy", Assert.Single(scalar.Directives?.Items ?? []).Name.StringValue));
    }

    private async Task<JsonElement> IntrospectAsync(string client) =>
        (await service.QueryAsync(Repository.Read($"tests/Api.Tests/GraphQL/Introspection/{client}"))).GetProperty("__schema");

    private static JsonElement TypeOf(JsonElement schema, string name) =>
        schema.GetProperty("types").EnumerateArray().Single(type => type.GetProperty("name").GetString() == name);
}
