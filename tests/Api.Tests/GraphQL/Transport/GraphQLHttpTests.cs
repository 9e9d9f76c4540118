using System.Net;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Transport;

/// <summary>GraphQL over HTTP: addresses, methods, media types and status codes.</summary>
public sealed class GraphQLHttpTests(TestService service) : IClassFixture<TestService>
{
    private const string TypeName = """{"data":{"__typename":"Query"}}""";
    private const string ResponseTypeUtf8 = "application/graphql-response+json; charset=utf-8";
    private const string JsonTypeUtf8 = "application/json; charset=utf-8";
    private const string Mutation = "mutation M { recordGroupResultsBatch(inputs: []) { changed } }";

    [Theory]
    [InlineData(null, JsonTypeUtf8)]
    [InlineData("*/*", JsonTypeUtf8)]
    [InlineData("application/*", JsonTypeUtf8)]
    [InlineData("application/json", JsonTypeUtf8)]
    [InlineData("application/json; charset=utf-8", JsonTypeUtf8)]
    [InlineData("application/graphql-response+json", ResponseTypeUtf8)]
    [InlineData("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", ResponseTypeUtf8)]
    [InlineData("application/json;q=0.9, application/graphql-response+json", ResponseTypeUtf8)]
    [InlineData("application/json, application/graphql-response+json;q=0.9", JsonTypeUtf8)]
    [InlineData("application/graphql-response+json, */*;q=0.1", ResponseTypeUtf8)]
    [InlineData("application/graphql-response+json;q=0, */*", JsonTypeUtf8)]
    public async Task Accept_AnyFormOfBothTypes_DecidesTheType(string? accept, string expected)
    {
        var answer = await service.PostAsync("""{"query":"{ __typename }"}""", accept: accept);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(expected, answer.ContentType);
        Assert.Equal(TypeName, answer.Text);
        Assert.Contains("Accept", answer.Header("Vary")!.Split(", "));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/xml, image/*")]
    [InlineData("application/json;q=0")]
    public async Task Accept_NeitherType_IsNotAcceptable(string accept)
    {
        var answer = await service.PostAsync("""{"query":"{ __typename }"}""", accept: accept);

        Assert.Equal(HttpStatusCode.NotAcceptable, answer.Status);
        Assert.Equal("INVALID_INPUT", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{ nonsense }")]
    [InlineData("{ __typename")]
    [InlineData("query($x: Int!) { pushes(repository: \"a\", first: $x) { totalCount } }")]
    [InlineData("query A { __typename } query B { __typename }")]
    public async Task Request_ThatCannotBeExecuted_Is400ForTheResponseTypeAnd200ForJson(string query)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new { query });

        var asResponse = await service.PostAsync(body, accept: ResponseType);
        var asJson = await service.PostAsync(body, accept: "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, asResponse.Status);
        Assert.Equal(HttpStatusCode.OK, asJson.Status);
        Assert.Equal(asResponse.Text, asJson.Text);
        Assert.False(asJson.Json.TryGetProperty("data", out _), asJson.Text);
        Assert.NotEmpty(asJson.Error.GetProperty("extensions").GetProperty("code").GetString()!);
    }

    [Fact]
    public async Task Request_WithAFieldThatFails_Is200ForBothTypes()
    {
        const string Body = """{"query":"{ pushes(repository: \"a\", after: \"no cursor\") { totalCount } }"}""";

        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync(Body, accept: ResponseType)).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync(Body, accept: "application/json")).Status);
    }

    [Theory]
    [InlineData("", "The body is empty; it must be a JSON object with the key 'query'.")]
    [InlineData("{\"query\":", "The body is not valid JSON (line 1, byte 10).")]
    [InlineData("query { __typename }", "The body is not valid JSON (line 1, byte 1).")]
    [InlineData("\"{ __typename }\"", "The body must be a JSON object with the key 'query'.")]
    [InlineData("null", "The body must be a JSON object with the key 'query'.")]
    [InlineData("{}", "'query' is missing: send the GraphQL document as a string.")]
    [InlineData("{\"query\":null}", "'query' is missing: send the GraphQL document as a string.")]
    [InlineData("{\"Query\":\"{ __typename }\"}", "'query' is missing: send the GraphQL document as a string.")]
    [InlineData("{\"query\":1}", "'query' must be a string.")]
    [InlineData("{\"query\":{}}", "'query' must be a string.")]
    [InlineData("{\"query\":\"{ __typename }\",\"operationName\":1}", "'operationName' must be a string.")]
    [InlineData("{\"query\":\"{ __typename }\",\"variables\":[]}", "'variables' must be a JSON object.")]
    [InlineData("{\"query\":\"{ __typename }\",\"variables\":\"{}\"}", "'variables' must be a JSON object.")]
    [InlineData("{\"query\":\"{ __typename }\",\"extensions\":true}", "'extensions' must be a JSON object.")]
    [InlineData("{\"query\":\"\\ud800\"}", "The body has text that is not valid Unicode.")]
    [InlineData("{\"query\":\"{ __typename }\",\"variables\":{\"a\":\"\\ud800\"}}", "'variables' has a value that cannot be read, such as text that is not valid Unicode.")]
    public async Task Post_BodyThatIsNoRequest_IsABadRequestForBothTypes(string body, string message)
    {
        foreach (var accept in new[] { ResponseType, "application/json" })
        {
            var answer = await service.PostAsync(body, accept: accept);

            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal(message, answer.Error.GetProperty("message").GetString());
            var field = message[0] == '\'' ? message.Split('\'')[1] : "body";
            Assert.Equal($$"""{"code":"INVALID_INPUT","field":"{{field}}"}""", answer.Error.GetProperty("extensions").GetRawText());
        }
    }

    /// <summary>Windows tools write one at the beginning of a file.</summary>
    [Fact]
    public async Task Post_ByteOrderMark_IsSkippedOnce()
    {
        const string Body = "\uFEFF{\"query\":\"{ __typename }\"}";

        Assert.Equal(TypeName, (await service.PostAsync(Body)).Text);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.PostAsync("\uFEFF" + Body)).Status);
    }

    [Fact]
    public async Task Post_QueryNestedTooDeeply_IsTheClientsFault()
    {
        var query = string.Concat(Enumerable.Repeat("{a", 500)) + new string('}', 500);

        var answer = await service.PostAsync($$"""{"query":"{{query}}"}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("""{"code":"TOO_COMPLEX","field":"query"}""", answer.Error.GetProperty("extensions").GetRawText());
    }

    [Fact]
    public async Task Post_OptionalPartsNullOrEmpty_AreLeftOut()
    {
        Assert.Equal(TypeName, (await service.PostAsync("""{"query":"{ __typename }","operationName":null,"variables":null,"extensions":null,"id":7}""")).Text);
        Assert.Equal(TypeName, (await service.PostAsync("""{"query":"{ __typename }","operationName":"","variables":{},"extensions":{}}""")).Text);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("Application/JSON")]
    public async Task Post_ContentTypeOfJson_IsRead(string contentType)
    {
        Assert.Equal(TypeName, (await service.PostAsync("""{"query":"{ __typename }"}""", contentType)).Text);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/graphql")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Post_OtherContentType_IsUnsupported(string contentType)
    {
        var answer = await service.PostAsync("""{"query":"{ __typename }"}""", contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
        Assert.Equal("The Content-Type must be application/json, in UTF-8.", answer.Error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Post_WithoutContentType_IsUnsupported()
    {
        var answer = await service.Http.SendAsync(HttpMethod.Post, "/graphql", request => request.Content = new ByteArrayContent("{}"u8.ToArray()));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
    }

    [Fact]
    public async Task Post_GzipBody_IsRead()
    {
        Assert.Equal(TypeName, (await PostCodedAsync(Requests.Gzip("""{"query":"{ __typename }"}"""u8.ToArray()), "gzip")).Text);
    }

    [Fact]
    public async Task Post_BodyThatIsNotOfItsCoding_IsABadRequest()
    {
        var answer = await PostCodedAsync("""{"query":"{ __typename }"}"""u8.ToArray(), "gzip");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("The body is not gzip, as its Content-Encoding says, or is damaged or incomplete.", answer.Error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    public async Task Post_CodingThatIsNotKnown_IsUnsupported(string coding)
    {
        var answer = await PostCodedAsync("""{"query":"{ __typename }"}"""u8.ToArray(), coding);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
        Assert.Equal("The Content-Encoding must be gzip or none.", answer.Error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Get_WithVariablesAndOperationName_IsAnswered()
    {
        var query = Uri.EscapeDataString("query A { __typename } query B($r: String!) { pushes(repository: $r) { totalCount } }");
        var variables = Uri.EscapeDataString("""{"r":"nothing"}""");

        var answer = await service.GetAsync($"/graphql?query={query}&operationName=B&variables={variables}&extensions=%7B%7D", ("Accept", ResponseType));

        Assert.Equal("""{"data":{"pushes":{"totalCount":0}}}""", answer.Text);
        Assert.Equal(ResponseTypeUtf8, answer.ContentType);
    }

    [Theory]
    [InlineData("", "'query' is missing: send the GraphQL document as a string.")]
    [InlineData("query=", "'query' is missing: send the GraphQL document as a string.")]
    [InlineData("query=%7B__typename%7D&variables=%7B", "'variables' is not valid JSON.")]
    [InlineData("query=%7B__typename%7D&variables=1", "'variables' must be a JSON object.")]
    [InlineData("query=%7B__typename%7D&extensions=%5B%5D", "'extensions' must be a JSON object.")]
    [InlineData("query=%7B__typename%7D&variables=%7B%22a%22%3A%22%5Cud800%22%7D", "'variables' has a value that cannot be read, such as text that is not valid Unicode.")]
    public async Task Get_ParametersThatAreNoRequest_AreABadRequest(string parameters, string message)
    {
        var answer = await service.GetAsync("/graphql?" + parameters, ("Accept", "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(message, answer.Error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(Mutation, "")]
    [InlineData(Mutation, "M")]
    [InlineData("query Q { __typename } " + Mutation, "M")]
    public async Task Get_Mutation_IsNotAllowed(string query, string operationName)
    {
        var answer = await service.GetAsync($"/graphql?query={Uri.EscapeDataString(query)}&operationName={operationName}");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal("POST", answer.Header("Allow"));
        Assert.Equal("A mutation must be sent by POST.", answer.Error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Get_MutationThatWouldStore_StoresNothing()
    {
        var before = service.CountAllRows();
        const string Query = """mutation { recordGroupResults(input: { repository: "autoland", revision: "aa", taskId: "T", results: [] }) { changed } }""";

        await service.GetAsync($"/graphql?query={Uri.EscapeDataString(Query)}");
        await service.Http.SendAsync(HttpMethod.Head, $"/graphql?query={Uri.EscapeDataString(Query)}");

        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task Get_QueryNamedBesideAMutation_IsAnswered()
    {
        var query = Uri.EscapeDataString("query Q { __typename } " + Mutation);

        Assert.Equal(TypeName, (await service.GetAsync($"/graphql?query={query}&operationName=Q")).Text);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("QUERY")]
    public async Task OtherMethods_AreNotAllowed(string method)
    {
        var answer = await service.Http.SendAsync(new HttpMethod(method), "/graphql?query=%7B__typename%7D");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal("GET, POST, PUT, DELETE", answer.Header("Allow"));
    }

    [Fact]
    public async Task Head_OfAQuery_HasNoBody()
    {
        var answer = await service.Http.SendAsync(HttpMethod.Head, "/graphql?query=%7B__typename%7D");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task Answer_ToAClientThatTakesGzip_IsCompressed()
    {
        const string Query = """{"query":"{ __schema { types { name fields { name } } } }"}""";
        var plain = await service.PostAsync(Query);

        var answer = await service.PostAsync(Query, prepare: request => request.AddHeaders(("Accept-Encoding", "gzip")));

        Assert.Equal("gzip", answer.Header("Content-Encoding"));
        Assert.Equal(plain.Decoded, answer.Decoded);
        Assert.Contains("Accept-Encoding", answer.Header("Vary")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_OfAFewBytes_IsSentAsItIs()
    {
        var answer = await service.PostAsync("""{"query":"{ __typename }"}""", prepare: request => request.AddHeaders(("Accept-Encoding", "gzip")));

        Assert.Null(answer.Header("Content-Encoding"));
        Assert.Equal(TypeName, answer.Decoded);
    }

    private Task<Answer> PostCodedAsync(byte[] body, string coding) => service.Http.SendAsync(HttpMethod.Post, "/graphql", request =>
    {
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
    });
}
