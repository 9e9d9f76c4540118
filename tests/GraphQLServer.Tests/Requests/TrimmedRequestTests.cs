using GraphQL;
using GraphQL.Execution;
using GraphQLServer.Execution;
using GraphQLServer.Limits;
using GraphQLServer.Requests;

namespace GraphQLServer.Tests.Requests;

/// <summary>What a prepared request holds, since it may be held for long.</summary>
public sealed class TrimmedRequestTests : IDisposable
{
    private const string Query = "query Q($a: String, $b: String) { a: text(like: $a) b: text(like: $b) }";

    private readonly PersistedDocuments _persisted = new(TrustedDocuments.None);
    private readonly DocumentCache _documents = new(new GraphQLDocumentBuilder(), new DocumentLimits(TestServer.Limits), TestServer.NewSchema());
    private readonly OperationPreparer _preparer;

    public TrimmedRequestTests() => _preparer = new OperationPreparer(_persisted, _documents, TestServer.Options);

    public void Dispose()
    {
        _persisted.Dispose();
        _documents.Dispose();
    }

    [Fact]
    public void Variables_ThatAreNotDeclared_AreDropped()
    {
        var request = Prepare(Query, Inputs(("a", "x"), ("c", new string('y', 10_000)))).Request;

        Assert.Equal([KeyValuePair.Create<string, object?>("a", "x")], request.Variables!);
        Assert.Null(Prepare("{ text }", Inputs(("c", 1))).Request.Variables);
        Assert.Null(Prepare(Query, Inputs(("a", "x")), name: "Unknown").Request.Variables);
    }

    [Fact]
    public void Variables_ThatAreAllDeclared_AreKeptAsTheyAre()
    {
        var variables = Inputs(("a", "x"), ("b", null));

        Assert.Same(variables, Prepare(Query, variables).Request.Variables);
    }

    [Fact]
    public void Requests_WithOneDocument_ShareItsText()
    {
        var texts = Enumerable.Range(0, 4).Select(_ => Prepare(new string(Query)).Request.Query).ToList();

        Assert.Same(texts[2], texts[3]); // The document is kept from the second time on.
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Extensions_ButTheNameOfTheOperation_AreDropped(int length, bool isKept)
    {
        var id = new string('i', length);
        var request = Prepare(new GraphQLRequest(Query, OperationName: null, Variables: null, Inputs(("operationId", id), ("other", 1)))).Request;

        Assert.Equal((isKept ? id : null, null), (request.OperationId, request.Extensions));
    }

    [Fact]
    public void Bytes_GrowWithVariablesAndWithTextThatIsNotGraphQL()
    {
        Assert.InRange(Prepare(Query, Inputs(("a", new string('x', 5_000)))).OwnBytes, 10_000, 11_000);
        Assert.InRange(Prepare($"{{ \"{new string('x', 5_000)}\"").OwnBytes, 10_000, 11_000);
        Assert.Equal(0, Prepare("{ text }").OwnBytes);
        Assert.True(Prepare("{ text }").HeldBytes > 0);
    }

    private PreparedOperation Prepare(string query, Inputs? variables = null, string? name = null) =>
        Prepare(new GraphQLRequest(query, name, variables, Extensions: null));

    private PreparedOperation Prepare(GraphQLRequest request) => _preparer.Prepare(request);

    private static Inputs Inputs(params (string Name, object? Value)[] values) => new(values.ToDictionary(value => value.Name, value => value.Value));
}
