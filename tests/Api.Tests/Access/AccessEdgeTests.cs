using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>Ways around the rules that lead nowhere.</summary>
public sealed class AccessEdgeTests : IAsyncLifetime
{
    private const string Create = """createAccessToken(input: { name: "made", scopes: [ADMIN] }) { secret }""";

    private readonly TestService _service = new()
    {
        Environment = "Production",
        Settings = ["--GroupResults:Access:Reads=Token", "--GroupResults:GraphQL:MaxBatch=2"],
    };

    private readonly string _revision = NewRevision();

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.StoreAsync("autoland", _revision);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <summary>Which operation is executed, and which one is looked at, must be the same.</summary>
    [Theory]
    [InlineData($"mutation A {{ {Create} }} query B {{ __typename }}", null)]
    [InlineData($"query B {{ __typename }} mutation A {{ {Create} }}", null)]
    [InlineData($"mutation A {{ {Create} }} query B {{ __typename }}", "")]
    [InlineData($"mutation A {{ {Create} }} query B {{ __typename }}", " ")]
    [InlineData($"mutation A {{ {Create} }} mutation A {{ {Create} }}", "A")]
    [InlineData($"mutation {{ {Create} }} query B {{ __typename }}", null)]
    [InlineData($"mutation {{ {Create} }} mutation {{ {Create} }}", null)]
    [InlineData($"mutation A {{ {Create} }} query B {{ __typename }}", "A")]
    [InlineData($"mutation A {{ {Create} }} query B {{ __typename }}", "a")]
    [InlineData("{ a: cacheStatistics { hits } a: accessTokens { id } }", null)]
    [InlineData("query($no: Boolean = false) { cacheStatistics { hits } ... @skip(if: $no) { accessTokens { id } } }", null)]
    public async Task Operation_HiddenAmongOthers_IsNotExecuted(string query, string? operationName)
    {
        var token = await _service.IssueAsync(AccessScopes.Read);
        var tokens = _service.CountRows("AccessTokens");
        var request = JsonSerializer.Serialize(new { query, operationName });

        var answer = await _service.PostAsync(request, prepare: message => message.AddHeaders(token.Header));
        var batch = await _service.PostAsync($"[{request}]", prepare: message => message.AddHeaders(token.Header));
        using var socket = await GraphQLSocket.OpenAsync(_service, token.Header);
        await socket.SendAsync("""{"type":"connection_init"}""");
        await socket.ReceiveAsync();
        await socket.SendAsync($$"""{"id":"1","type":"subscribe","payload":{{request}}}""");

        Assert.Equal("error", (await socket.ReceiveAsync()).GetProperty("type").GetString());
        Assert.False(answer.Json.TryGetProperty("data", out _), answer.Text);
        Assert.False(batch.Json[0].TryGetProperty("data", out _), batch.Text);
        Assert.Equal(tokens, _service.CountRows("AccessTokens"));
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    [InlineData("Bearer \t")]
    [InlineData("Bearer\tgrt_")]
    [InlineData("Bearer  x y")]
    public async Task Bearer_WithoutASecret_IsNoValidToken(string authorization)
    {
        var answer = await _service.GetAsync("/metrics", ("Authorization", authorization));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(AccessOutcome.InvalidToken, answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Bearer_InAnyCaseAndWithSpaces_IsTaken()
    {
        var token = await _service.IssueAsync(AccessScopes.Read);

        Assert.Equal(HttpStatusCode.OK, (await _service.GetAsync("/metrics", ("Authorization", $"bEARER   {token.Secret} "))).Status);
    }

    [Fact]
    public async Task Authorization_InTwoLines_IsNoValidToken()
    {
        var token = await _service.IssueAsync(AccessScopes.Read);

        using var connection = await RawConnection.OpenAsync(_service.Address);
        await connection.SendAsync($"GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token.Bearer}\r\nAuthorization: {token.Bearer}\r\nConnection: close\r\n\r\n");
        var text = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 401 ", text, StringComparison.Ordinal);
        Assert.Contains(AccessOutcome.InvalidToken, text, StringComparison.Ordinal);
    }

    /// <summary>What is there and what is not look the same to who may not ask.</summary>
    [Fact]
    public async Task OtherRepository_Refusals_DoNotTellWhatIsThere()
    {
        var token = await _service.IssueAsync(AccessScopes.Read, "other");
        string Query(string repository, string revision) => $$"""{ push(repository: "{{repository}}", revision: "{{revision}}") { version } }""";

        var there = await _service.GraphQLAsync(Query("autoland", _revision), null, null, token.Header);
        var notThere = await _service.GraphQLAsync(Query("autoland", NewRevision()), null, null, token.Header);
        var nowhere = await _service.GraphQLAsync(Query("nowhere", _revision), null, null, token.Header);

        Assert.Equal(HttpStatusCode.Forbidden, there.Status);
        Assert.Equal([there.Text, there.Text], [notThere.Text, nowhere.Text]);
        var rest = await _service.GetAsync(GroupResultsPath(_revision), token.Header);
        Assert.Equal(rest.Text, (await _service.GetAsync(GroupResultsPath(NewRevision()), token.Header)).Text);
    }
}
