using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Settings;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL.Documents;

public sealed class TrustedDocumentsTests : IDisposable
{
    private const string Query = "{ __typename }";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("""{"short":"{ __typename }"}""")]
    [InlineData("""{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"short","name":"Q","type":"query","body":"{ __typename }"}]}""")]
    public void Resolve_ByIdOrHashOrText_FindsATrustedDocument(string manifest)
    {
        using var documents = new PersistedDocuments(Load(manifest, only: true));

        Assert.Equal(Query, documents.Resolve(Request("", "short")).Query);
        Assert.Equal(Query, documents.Resolve(Request("", "sha256:" + TrustedDocuments.HashOf(Query))).Query);
        Assert.Equal(Query, documents.Resolve(Request(Query)).Query);
    }

    [Fact]
    public void Resolve_AnotherDocument_IsRefusedWhereOnlyTrustedOnesAreAnswered()
    {
        using var documents = new PersistedDocuments(Load("""{"short":"{ __typename }"}""", only: true));

        Assert.Equal("FORBIDDEN", Assert.Throws<MalformedRequestException>(() => documents.Resolve(Request("{ __schema { description } }"))).Code);
    }

    [Fact]
    public void Resolve_AnotherDocument_IsAnsweredElse()
    {
        using var documents = new PersistedDocuments(Load("""{"short":"{ __typename }"}""", only: false));

        Assert.Equal("{ a: __typename }", documents.Resolve(Request("{ a: __typename }")).Query);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"operations":[{"id":"a"}]}""")]
    public void Load_NoManifest_StopsTheStartWithTheSettingsName(string manifest) => Assert.Contains(
        "GroupResults:GraphQL:TrustedDocuments", Assert.Throws<SettingException>(() => Load(manifest, only: false)).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_NoFile_StopsTheStart() => Assert.Contains(
        "a file that can be read",
        Assert.Throws<SettingException>(() => TrustedDocuments.Load(SettingsOf(_directory.File("none.json"), only: false))).Message,
        StringComparison.Ordinal);

    private static GraphQLHttpRequest Request(string query, string? documentId = null) => new(query, null, null, null, documentId);

    private static GraphQLSettings SettingsOf(string file, bool only) => new() { TrustedDocumentsFile = file, OnlyTrustedDocuments = only };

    private TrustedDocuments Load(string manifest, bool only)
    {
        var path = _directory.File("trusted.json");
        File.WriteAllText(path, manifest);
        return TrustedDocuments.Load(SettingsOf(path, only));
    }
}
