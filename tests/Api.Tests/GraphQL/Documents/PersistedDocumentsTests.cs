using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL.Documents;

/// <summary>Apollo's automatic persisted queries, as its link and its server speak them.</summary>
public sealed class PersistedDocumentsTests(TestService service) : IClassFixture<TestService>
{
    private static int _queries;

    [Fact]
    public async Task AutomaticQuery_SentByHashBeforeAndAfterItsText_IsUnknownThenAnswered()
    {
        var query = NewQuery();
        var unknown = await PostAsync(query: null, HashOf(query));
        var brought = await PostAsync(query, HashOf(query));
        var known = await PostAsync(query: null, HashOf(query));

        Assert.Equal("PersistedQueryNotFound", unknown.Error.GetProperty("message").GetString());
        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", unknown.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, unknown.Status);
        Assert.Equal(brought.Text, known.Text);
        Assert.Equal(HttpStatusCode.OK, known.Status);
    }

    [Fact]
    public async Task AutomaticQuery_UnknownToAnOldClient_Is200() => Assert.Equal(
        HttpStatusCode.OK, (await PostAsync(query: null, HashOf(NewQuery()), accept: "application/json")).Status);

    [Fact]
    public async Task AutomaticQuery_ByGet_IsAnswered()
    {
        var query = NewQuery();
        await PostAsync(query, HashOf(query));
        var extensions = Uri.EscapeDataString(JsonSerializer.Serialize(Extensions(HashOf(query))));

        var answer = await service.GetAsync($"/graphql?extensions={extensions}");

        Assert.StartsWith("""{"data":""", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AutomaticQuery_WithTheHashOfAnother_IsRefusedAndNotKept()
    {
        var (query, other) = (NewQuery(), NewQuery());
        var refused = await PostAsync(query, HashOf(other));

        Assert.Equal("extensions.persistedQuery", refused.Error.GetProperty("extensions").GetProperty("field").GetString());
        Assert.Equal("PersistedQueryNotFound", (await PostAsync(query: null, HashOf(other))).Error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"persistedQuery":1}""")]
    [InlineData("""{"persistedQuery":{}}""")]
    [InlineData("""{"persistedQuery":{"version":1,"sha256Hash":5}}""")]
    [InlineData("""{"persistedQuery":{"version":2,"sha256Hash":"ab"}}""")]
    public async Task AutomaticQuery_Malformed_IsRefused(string extensions)
    {
        var answer = await service.PostAsync($$"""{"extensions":{{extensions}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("INVALID_INPUT", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task DocumentId_OfNoDocument_IsRefused()
    {
        var answer = await service.PostAsync("""{"documentId":"sha256:ab"}""");

        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("documentId", answer.Error.GetProperty("extensions").GetProperty("field").GetString());
    }

    [Fact]
    public async Task DocumentId_OfADocumentThatWasBrought_IsAnswered()
    {
        var query = NewQuery();
        await PostAsync(query, HashOf(query));

        var answer = await service.PostAsync($$"""{"documentId":"sha256:{{HashOf(query)}}"}""");

        Assert.StartsWith("""{"data":""", answer.Text, StringComparison.Ordinal);
    }

    private static string NewQuery() => $"{{ a{Interlocked.Increment(ref _queries)}: __typename }}";

    private static string HashOf(string query) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(query)));

    private static object Extensions(string hash) => new { persistedQuery = new { version = 1, sha256Hash = hash } };

    private Task<Answer> PostAsync(string? query, string hash, string accept = GraphQLRequests.ResponseType) =>
        service.PostAsync(JsonSerializer.Serialize(new { query, extensions = Extensions(hash) }), accept: accept);
}
