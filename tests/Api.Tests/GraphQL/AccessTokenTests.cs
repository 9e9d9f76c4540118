using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Access;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.GraphQL;

public sealed class AccessTokenTests(TestService service) : IClassFixture<TestService>
{
    private const string Create =
        """
        mutation($input: CreateAccessTokenInput!) { createAccessToken(input: $input) {
          secret token { id name scopes repositories createdAt expiresAt revokedAt usable } } }
        """;

    private const string Revoke = "mutation($id: ID!) { revokeAccessToken(id: $id) { id revokedAt usable } }";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateAccessToken_Answer_IsTheTokenAndASecretThatAuthenticates()
    {
        var created = await CreateAsync(new { name = "ci", scopes = (string[])["INGEST", "READ"], repositories = (string[])["autoland"], expiresAt = "2026-03-05T00:00:00Z" });

        var secret = created.GetProperty("secret").GetString()!;
        var token = await service.Services.GetRequiredService<TokenAuthenticator>().AuthenticateAsync(secret, Cancellation);
        Assert.Equal(
            $$"""{"id":"{{token!.Id}}","name":"ci","scopes":["READ","INGEST"],"repositories":["autoland"],"createdAt":"2026-03-04T05:06:07Z","expiresAt":"2026-03-05T00:00:00Z","revokedAt":null,"usable":true}""",
            created.GetProperty("token").GetRawText());
    }

    [Theory]
    [InlineData("2026-03-05T00:00:00Z", "2026-03-05T00:00:00Z")]
    [InlineData("2026-03-05T02:00:00+02:00", "2026-03-05T00:00:00Z")]
    [InlineData("2026-03-05T00:00:00", "2026-03-05T00:00:00Z")]
    public async Task CreateAccessToken_ExpiryInAnyZone_IsKeptInUtc(string expiresAt, string expected)
    {
        var created = await CreateAsync(new { name = "zone", scopes = (string[])["READ"], expiresAt });

        Assert.Equal(expected, created.GetProperty("token").GetProperty("expiresAt").GetString());
    }

    [Theory]
    [InlineData("""{"name":"all","scopes":["ADMIN"]}""")]
    [InlineData("""{"name":"all","scopes":["ADMIN"],"repositories":[],"expiresAt":null}""")]
    [InlineData("""{"name":"all","scopes":["ADMIN"],"repositories":null}""")]
    public async Task CreateAccessToken_WithoutLimits_HasNone(string input)
    {
        var token = (await CreateAsync(JsonElement.Parse(input))).GetProperty("token");

        Assert.Equal(("[]", JsonValueKind.Null), (token.GetProperty("repositories").GetRawText(), token.GetProperty("expiresAt").ValueKind));
    }

    [Theory]
    [InlineData("""{"name":"","scopes":["READ"]}""", "input.name", "input.name is empty; a name has 1 to 100 characters and no control characters")]
    [InlineData("""{"name":"n","scopes":[]}""", "input.scopes", "input.scopes is empty; a token needs one or more of read, ingest, admin")]
    [InlineData("""{"name":"n","scopes":["READ"],"repositories":["a","b c"]}""", "input.repositories[1]", "input.repositories[1] is 'b c'; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'")]
    [InlineData("""{"name":"n","scopes":["READ"],"expiresAt":"2026-03-04T05:06:07Z"}""", "input.expiresAt", "input.expiresAt is 2026-03-04T05:06:07.0000000+00:00; it must be in the future")]
    public async Task CreateAccessToken_BadField_IsRefusedByItsName(string input, string field, string message)
    {
        var before = service.CountRows("AccessTokens");

        var answer = await service.GraphQLAsync(Create, new { input = JsonElement.Parse(input) });

        Assert.Equal(
            ("INVALID_INPUT", field, message),
            (answer.Error.GetProperty("extensions").GetProperty("code").GetString(), answer.Error.GetProperty("extensions").GetProperty("field").GetString(), answer.Error.GetProperty("message").GetString()));
        Assert.Equal(before, service.CountRows("AccessTokens"));
    }

    [Fact]
    public async Task AccessTokens_Listed_HaveNoSecret()
    {
        var created = await CreateAsync(new { name = "listed", scopes = (string[])["READ"] });

        var answer = await service.GraphQLAsync("{ accessTokens { id name scopes repositories createdAt expiresAt revokedAt usable } }");

        Assert.Contains(created.GetProperty("token").GetRawText(), answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(created.GetProperty("secret").GetString()!, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RevokeAccessToken_Token_IsOfNoUseFromTheAnswerOn()
    {
        var created = await CreateAsync(new { name = "revoked", scopes = (string[])["READ"] });
        var (id, secret) = (created.GetProperty("token").GetProperty("id").GetString()!, created.GetProperty("secret").GetString()!);

        var revoked = (await service.QueryAsync(Revoke, new { id })).GetProperty("revokeAccessToken");

        Assert.Equal($$"""{"id":"{{id}}","revokedAt":"2026-03-04T05:06:07Z","usable":false}""", revoked.GetRawText());
        Assert.Null(await service.Services.GetRequiredService<TokenAuthenticator>().AuthenticateAsync(secret, Cancellation));
        Assert.Equal(revoked.GetRawText(), (await service.QueryAsync(Revoke, new { id })).GetProperty("revokeAccessToken").GetRawText());
    }

    [Theory]
    [InlineData("0123456789abcdef", "id is '0123456789abcdef'; there is no such token")]
    [InlineData("grt_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "id is not a token id; an id has 16 lower-case hexadecimal digits, and is not the secret")]
    public async Task RevokeAccessToken_UnknownId_IsRefused(string id, string message)
    {
        var answer = await service.GraphQLAsync(Revoke, new { id });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(("INVALID_INPUT", "id"), (answer.Error.GetProperty("extensions").GetProperty("code").GetString(), answer.Error.GetProperty("extensions").GetProperty("field").GetString()));
        Assert.Equal(message, answer.Error.GetProperty("message").GetString());
    }

    /// <summary>The same text twice: nothing of the first answer is kept.</summary>
    [Fact]
    public async Task CreateAccessToken_Twice_MakesAnotherSecret()
    {
        var input = new { name = "twice", scopes = (string[])["READ"] };

        Assert.NotEqual((await CreateAsync(input)).GetProperty("secret").GetString(), (await CreateAsync(input)).GetProperty("secret").GetString());
    }

    private async Task<JsonElement> CreateAsync(object input) =>
        (await service.QueryAsync(Create, new { input })).GetProperty("createAccessToken");
}
