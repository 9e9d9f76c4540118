using System.Text;
using GraphQLServer.Requests;

namespace GraphQLServer.Tests.Requests;

public sealed class TrustedDocumentsTests
{
    private const string Query = "{ __typename }";

    [Theory]
    [InlineData("""{"short":"{ __typename }"}""")]
    [InlineData("""{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"short","name":"Q","type":"query","body":"{ __typename }"}]}""")]
    public void Resolve_ByIdOrHashOrText_FindsATrustedDocument(string manifest)
    {
        using var documents = new PersistedDocuments(Read(manifest, only: true));

        Assert.Equal(Query, documents.Resolve(Request("", "short")).Query);
        Assert.Equal(Query, documents.Resolve(Request("", "sha256:" + TrustedDocuments.HashOf(Query))).Query);
        Assert.Equal(Query, documents.Resolve(Request(Query)).Query);
    }

    [Fact]
    public void Resolve_AnotherDocument_IsRefusedWhereOnlyTrustedOnesAreAnswered()
    {
        using var documents = new PersistedDocuments(Read("""{"short":"{ __typename }"}""", only: true));

        Assert.Equal("FORBIDDEN", Assert.Throws<RefusedException>(() => documents.Resolve(Request("{ __schema { description } }"))).Refusal.Code);
    }

    [Fact]
    public void Resolve_AnotherDocument_IsAnsweredElse()
    {
        using var documents = new PersistedDocuments(Read("""{"short":"{ __typename }"}""", only: false));

        Assert.Equal("{ a: __typename }", documents.Resolve(Request("{ a: __typename }")).Query);
    }

    private static GraphQLRequest Request(string query, string? documentId = null) => new(query, null, null, null, documentId);

    private static TrustedDocuments Read(string manifest, bool only) => TrustedDocuments.Read(Encoding.UTF8.GetBytes(manifest), only);
}
