using GraphQL.Types;
using GraphQLServer.Documents;

namespace GraphQLServer.Tests.Documents;

/// <summary>The costs that stand on fields are in the schema's text.</summary>
public sealed class CostDirectivesTests
{
    [Fact]
    public void Schema_Printed_DefinesBothDirectivesAndAppliesThemToTheFieldsThatHaveACost()
    {
        var lines = SchemaText.Print(Schema()).Split('\n').Select(line => line.Trim()).ToArray();

        Assert.Contains("weight: String!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR", lines);
        Assert.Contains("requireOneSlicingArgument: Boolean! = true) on FIELD_DEFINITION", lines);
        Assert.Equal(
            [
                "text: String",
                """dear: String @cost(weight: "350")""",
                """many: [Query] @cost(weight: "0") @listSize(assumedSize: 25)""",
                "list: [Query] @listSize(assumedSize: 10)",
                """batch(inputs: [Int]): [Query] @listSize(slicingArguments: ["inputs"], requireOneSlicingArgument: false)""",
                """page(first: Int = 20): Page @cost(weight: "5.5") @listSize(slicingArguments: ["first"], sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false)""",
                "count: Int",
                "nodes: [Query]",
                "edges: [Query]",
            ],
            lines.Where(line => !line.StartsWith('"')).SkipWhile(line => line != "text: String").Where(line => line.Contains(": ", StringComparison.Ordinal)));
    }

    private static Schema Schema()
    {
        var query = new ObjectGraphType { Name = "Query" };
        var page = new ObjectGraphType { Name = "Page" };
        query.Field<StringGraphType>("text");
        query.Field<StringGraphType>("dear").Cost(350);
        Add(query, "many", new ListGraphType(query)).Cost(own: 0, times: 25);
        Add(query, "list", new ListGraphType(query)).ListSize(10);
        Add(query, "batch", new ListGraphType(query)).ListSizeOf("inputs").Arguments = new QueryArguments(new QueryArgument<ListGraphType<IntGraphType>> { Name = "inputs" });
        Add(query, "page", page).PageSize("first", fallback: 20, own: 5.5).Arguments =
            new QueryArguments(new QueryArgument<IntGraphType> { Name = "first", DefaultValue = 20 });
        page.Field<IntGraphType>("count");
        Add(page, "nodes", new ListGraphType(query)).PageItems();
        Add(page, "edges", new ListGraphType(query)).PageItems();
        var schema = new Schema { Query = query };
        CostDirectives.AddTo(schema);
        return schema;
    }

    private static FieldType Add(ObjectGraphType type, string name, IGraphType result) => type.AddField(new FieldType { Name = name, ResolvedType = result });
}
