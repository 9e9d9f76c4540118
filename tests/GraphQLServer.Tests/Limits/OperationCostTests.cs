using GraphQL.Types;
using GraphQLParser;
using GraphQLServer.Documents;
using GraphQLServer.Limits;

namespace GraphQLServer.Tests.Limits;

/// <summary>Costs stand on the schema's fields, and are found whatever way a field is reached.</summary>
public sealed class OperationCostTests
{
    [Theory]
    [InlineData("{ text }", 0.003)]
    [InlineData("{ self { text } }", 0.053)]
    [InlineData("{ dear }", 350)]
    [InlineData("{ self { ... { ...F } } } fragment F on Query { a: dear }", 350.05)]
    [InlineData("{ many { text } }", 0.075)]
    [InlineData("{ list { text } }", 0.53)]
    [InlineData("{ page { items { text } } }", 6.06)]
    [InlineData("{ page(first: 40) { items { text } } }", 7.12)]
    [InlineData("query($n: Int = 40) { page(first: $n) { items { text } } }", 7.12)]
    [InlineData("{ none { text } }", 0.053)]
    [InlineData("{ __schema { types { name } } }", 0.318)]
    public void Cost_IsThatOfTheFields(string query, double cost)
    {
        var document = Parser.Parse(query);
        var operation = DescribedDocument.Of(query, document, DocumentWalk.Through(document), Schema()).Operation(name: null)!;

        Assert.Equal(cost, OperationCost.Ensure(TestServer.Options, operation, variables: null), precision: 6);
    }

    private static Schema Schema()
    {
        var schema = TestServer.NewSchema(query =>
        {
            Add("dear").Cost(350);
            Add("many").Cost(own: 0, times: 25);
            Add("list").ListSize(10);
            Add("page").PageSize("first", fallback: 20, own: 5).Arguments = new QueryArguments(new QueryArgument<IntGraphType> { Name = "first" });
            Add("items").PageItems();

            FieldType Add(string name) => query.AddField(new FieldType { Name = name, ResolvedType = query });
        });
        FieldCosts.SetForIntrospection(schema);
        return schema;
    }
}
