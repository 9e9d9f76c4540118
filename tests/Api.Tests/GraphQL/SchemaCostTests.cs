using System.Globalization;
using GraphQLParser;
using GraphQLParser.AST;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>What the schema's text says of costs is what the service counts: worked out here from the text alone.</summary>
public sealed class SchemaCostTests(TestService service) : IClassFixture<TestService>
{
    private const double Node = 0.05;
    private const double Leaf = 0.003;

    private static readonly Dictionary<string, int> NoneSized = [];

    private readonly Dictionary<string, GraphQLObjectTypeDefinition> _types = Parser.Parse(Repository.Read("docs/schema.graphql")).Definitions
        .OfType<GraphQLObjectTypeDefinition>()
        .ToDictionary(type => type.Name.StringValue, StringComparer.Ordinal);

    /// <summary>An interface's fields are leaves; it costs what its place in the schema says.</summary>
    [Fact]
    public async Task Cost_OfAListWithItsOwnLength_IsThatOfEachItem()
    {
        Assert.Contains("): [Node]! @cost(weight: \"10\") @listSize(slicingArguments: [\"ids\"]", Repository.Read("docs/schema.graphql"), StringComparison.Ordinal);

        Assert.Equal(30.009, await TotalAsync("{ nodes(ids: [\"a\", \"b\", \"c\"]) { id } }"));
    }

    [Theory]
    [InlineData("{ cacheStatistics { hits misses } }")]
    [InlineData("{ push(repository: \"a\", revision: \"ab\") { version resultMap counts { ok } } }")]
    [InlineData("{ push(repository: \"a\", revision: \"ab\") { tasks { totalCount nodes { taskId results { group status } } edges { cursor node { runId } } } } }")]
    [InlineData("{ pushes(repository: \"a\", first: 7) { nodes { id tasks(first: 3) { nodes { results { durationMs } } } } pageInfo { endCursor } } }")]
    [InlineData("{ push(repository: \"a\", revision: \"ab\") { changes { cursor taskRuns { jobName results { group } } } } }")]
    [InlineData("{ push(repository: \"a\", revision: \"ab\") { groups(first: 9) { nodes { name origin { kind candidates { revision } } configurations { verdict origin { rule } } taskRuns { taskId } } } } }")]
    [InlineData("{ push(repository: \"a\", revision: \"ab\") { parent { revision } completion { expected } classifications { kind } configurations { counts { ok } } notRun(against: EXPECTED) { nodes } comparison { fixed base { id } } } }")]
    [InlineData("mutation { recordTaskStates(inputs: [{ repository: \"a\", revision: \"ab\", taskId: \"T\", state: RUNNING }]) { changed push { id } } }")]
    [InlineData("{ repository(name: \"a\") { pushCount flakiest(first: 7) { name flakiness { rate } } slowest { name } pushes(first: 3) { nodes { id } } } }")]
    [InlineData("{ repository(name: \"a\") { group(name: \"g\") { configurations history(first: 9) { totalCount nodes { verdict push { version } } } segments { n startRange99 { id } } } } repositories { name } }")]
    [InlineData("mutation { recordGroupResultsBatch(inputs: [{ repository: \"a\", revision: \"ab\", taskId: \"T\", results: [] }, { repository: \"a\", revision: \"ab\", taskId: \"U\", results: [] }]) { changed push { version } } }")]
    public async Task Cost_WorkedOutFromTheText_IsTheServices(string query)
    {
        var operation = Parser.Parse(query).Definitions.OfType<GraphQLOperationDefinition>().Single();
        var root = operation.Operation is OperationType.Mutation ? "Mutation" : "Query";

        var total = await TotalAsync(query);

        Assert.Equal(Math.Round(CostOf(operation.SelectionSet, _types[root], NoneSized), 3, MidpointRounding.AwayFromZero), total, precision: 6);
    }

    private async Task<double> TotalAsync(string query)
    {
        var answer = await service.GraphQLAsync(query, null, null, ("GraphQL-Cost", "validate"));
        Assert.True(answer.Json.TryGetProperty("extensions", out var extensions), answer.Text);
        return extensions.GetProperty("cost").GetProperty("total").GetDouble();
    }

    /// <param name="sized">The lists of the type whose length an argument of its parent sets.</param>
    private double CostOf(GraphQLSelectionSet selections, GraphQLObjectTypeDefinition type, IReadOnlyDictionary<string, int> sized) =>
        selections.Selections.Cast<GraphQLField>().Sum(field => CostOf(field, type.Fields!.Items.Single(each => each.Name.Value == field.Name.Value), sized));

    private double CostOf(GraphQLField field, GraphQLFieldDefinition definition, IReadOnlyDictionary<string, int> sized)
    {
        var weight = Argument(definition, "cost", "weight") is GraphQLStringValue text ? double.Parse(text.Value.Span, CultureInfo.InvariantCulture) : (double?)null;
        if (field.SelectionSet is null) return weight ?? Leaf;
        var size = sized.TryGetValue(field.Name.StringValue, out var given) ? given : SizeOf(field, definition);
        var subfields = Argument(definition, "listSize", "sizedFields") is GraphQLListValue { Values: { } names }
            ? names.Cast<GraphQLStringValue>().ToDictionary(name => name.Value.ToString(), _ => size, StringComparer.Ordinal)
            : NoneSized;
        var times = subfields.Count > 0 ? 1 : size;
        var isPerItem = weight is null || SlicingArgument(definition) is { Type: GraphQLListType or GraphQLNonNullType { Type: GraphQLListType } };
        return ((weight ?? Node) * (isPerItem ? times : 1)) + (times * CostOf(field.SelectionSet, _types[NameOf(definition.Type)], subfields));
    }

    private static int SizeOf(GraphQLField field, GraphQLFieldDefinition definition)
    {
        if (Argument(definition, "listSize", "assumedSize") is GraphQLIntValue assumed) return Number(assumed);
        if (SlicingArgument(definition) is not { } slicing) return 1;
        return (field.Arguments?.ValueFor(slicing.Name.StringValue) ?? slicing.DefaultValue) switch
        {
            GraphQLIntValue number => Number(number),
            GraphQLListValue list => list.Values!.Count,
            var other => throw new InvalidOperationException($"The length {other} is neither a number nor a list."),
        };
    }

    private static GraphQLInputValueDefinition? SlicingArgument(GraphQLFieldDefinition definition) =>
        Argument(definition, "listSize", "slicingArguments") is GraphQLListValue { Values: [GraphQLStringValue name] }
            ? definition.Arguments!.Items.Single(each => each.Name.Value == name.Value)
            : null;

    private static int Number(GraphQLIntValue value) => int.Parse(value.Value.Span, CultureInfo.InvariantCulture);

    private static GraphQLValue? Argument(GraphQLFieldDefinition definition, string directive, string argument) =>
        definition.Directives?.Items.FirstOrDefault(each => each.Name.StringValue == directive)?.Arguments?.ValueFor(argument);

    private static string NameOf(GraphQLType type) => type switch
    {
        GraphQLNonNullType nonNull => NameOf(nonNull.Type),
        GraphQLListType list => NameOf(list.Type),
        GraphQLNamedType named => named.Name.StringValue,
        _ => throw new InvalidOperationException("There is no other kind of type."),
    };
}
