using GraphQLParser;
using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Documents;

namespace GroupResults.Api.Tests.GraphQL.Documents;

/// <summary>Fields that have the same name in the answer are one, however few or many there are and wherever they stand.</summary>
public sealed class FragmentTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    public void Fields_OfTheSameNameInTheAnswer_AreMergedInTheOrderOfTheirFirst(int names)
    {
        var list = string.Join(' ', Enumerable.Range(0, names).Select(i => $"n{i}: f {{ x }}"));
        var (table, operation) = Read($"{{ {list} ...F ... on Query {{ {list} }} }} fragment F on Query {{ {list} g }}");

        var merged = table.Merge(operation.SelectionSet);

        Assert.Equal([.. Enumerable.Range(0, names).Select(i => $"n{i}"), "g"], merged.Select(field => field.Name.ToString()));
        Assert.All(merged[..^1], field => Assert.Equal(3, field.Count));
        Assert.All(merged[..^1], field => Assert.Equal(3, table.Merge(field).Single().Count));
        Assert.Equal(1, merged[^1].Count);
        Assert.Empty(table.Merge(merged[^1]));
    }

    [Fact]
    public void Field_AndAnotherOfItsNameByAnAlias_AreMerged()
    {
        var (table, operation) = Read("{ a { x } a: b { y } b { z } }");

        var merged = table.Merge(operation.SelectionSet);

        Assert.Equal([2, 1], merged.Select(field => field.Count));
        Assert.Equal(["a", "b"], merged[0].All.Select(field => field.Name.StringValue));
        Assert.Equal(["x", "y"], table.Merge(merged[0]).Select(field => field.Name.ToString()));
    }

    private static (FragmentTable Table, GraphQLOperationDefinition Operation) Read(string query)
    {
        var document = Parser.Parse(query);
        return (new FragmentTable(document), document.Definitions.OfType<GraphQLOperationDefinition>().Single());
    }
}
