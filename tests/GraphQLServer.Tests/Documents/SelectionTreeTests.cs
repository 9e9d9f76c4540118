using GraphQLParser;
using GraphQLServer.Documents;

namespace GraphQLServer.Tests.Documents;

/// <summary>Fields that have the same name in the answer are one, however few or many there are and wherever they stand.</summary>
public sealed class SelectionTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    public void Fields_OfTheSameNameInTheAnswer_AreMergedInTheOrderOfTheirFirst(int names)
    {
        var list = string.Join(' ', Enumerable.Range(0, names).Select(i => $"n{i}: f {{ x }}"));

        var merged = Read($"{{ {list} ...F ... on Query {{ {list} }} }} fragment F on Query {{ {list} g }}").Fields;

        Assert.Equal([.. Enumerable.Range(0, names).Select(i => $"n{i}"), "g"], merged.Select(field => field.Name.ToString()));
        Assert.All(merged.SkipLast(1), field => Assert.Equal(3, field.Count));
        Assert.All(merged.SkipLast(1), field => Assert.Equal(3, field.Fields.Single().Count));
        Assert.Equal(1, merged[^1].Count);
        Assert.Empty(merged[^1].Fields);
    }

    [Fact]
    public void Field_AndAnotherOfItsNameByAnAlias_AreMerged()
    {
        var merged = Read("{ a { x } a: b { y } b { z } }").Fields;

        Assert.Equal([2, 1], merged.Select(field => field.Count));
        Assert.Equal(["a", "b"], merged[0].All.Select(field => field.Name.StringValue));
        Assert.Equal(["x", "y"], merged[0].Fields.Select(field => field.Name.ToString()));
    }

    [Theory]
    [InlineData("{ text }", false)]
    [InlineData("{ self { text @skip(if: false) } }", false)]
    [InlineData("{ text @skip(if: false) }", true)]
    [InlineData("{ ... @include(if: true) { text } }", true)]
    [InlineData("{ ...F } fragment F on Query { ...G } fragment G on Query { text @skip(if: false) }", true)]
    [InlineData("{ ...F @skip(if: false) } fragment F on Query { text }", true)]
    [InlineData("query @a { text }", true)]
    public void Operation_WithADirectiveAtItsRoot_IsConditional(string query, bool isConditional) => Assert.Equal(isConditional, Read(query).IsConditional);

    [Fact]
    public void Document_Uses_CountsAVariableWhereverItIsUsed()
    {
        const string Query = """
            query($n: Int = 1, $m: Int) { self(a: $n, b: [{ c: $n }]) @include(if: $n) { ...F } }
            fragment F on Query { text(a: $n) ... @skip(if: $m) { text } }
            """;

        var document = Describe(Query);

        Assert.Equal((4, 1, 0), (document.UsesOf("n"), document.UsesOf("m"), document.UsesOf("none")));
    }

    private static DescribedOperation Read(string query) => Describe(query).Operation(name: null)!;

    private static DescribedDocument Describe(string query)
    {
        var document = Parser.Parse(query);
        return DescribedDocument.Of(query, document, DocumentWalk.Through(document), TestServer.NewSchema());
    }
}
