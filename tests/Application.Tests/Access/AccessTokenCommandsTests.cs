using GroupResults.Application.Access;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Access;

namespace GroupResults.Application.Tests.Access;

public sealed class AccessTokenCommandsTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CreateAccessToken Command = new("ci", AccessScopes.Read | AccessScopes.Ingest, [], null);

    private readonly TestApplication _application = new();

    public void Dispose() => _application.Dispose();

    public static TheoryData<string, CreateAccessToken> BadCommands => new()
    {
        { "name is empty; a name has 1 to 100 characters and no control characters", Command with { Name = "" } },
        { "name is too long or has control characters; a name has 1 to 100 characters and no control characters", Command with { Name = new string('n', 101) } },
        { "name is too long or has control characters; a name has 1 to 100 characters and no control characters", Command with { Name = "a\nb" } },
        { "scopes is empty; a token needs one or more of read, ingest, admin", Command with { Scopes = AccessScopes.None } },
        { "scopes is empty; a token needs one or more of read, ingest, admin", Command with { Scopes = (AccessScopes)8 } },
        { "repositories[1] is 'auto land'; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'", Command with { Repositories = ["try", "auto land"] } },
        { "repositories[0] is empty; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'", Command with { Repositories = [""] } },
        { "repositories[0] is '{PropertyName},b'; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'", Command with { Repositories = ["{PropertyName},b"] } },
        { "repositories[2] is 'try', which repeats repositories[0]", Command with { Repositories = ["try", "Try", "try"] } },
        { "repositories has 101 repositories; a token has at most 100, or none for all", Command with { Repositories = Repositories(101) } },
        {
            "repositories must be empty for a token with the scope admin, which can create tokens for any repository",
            Command with { Scopes = AccessScopes.Admin, Repositories = ["try"] }
        },
        { "expiresAt is 2026-03-01T12:00:00.0000000+00:00; it must be in the future", Command with { ExpiresAt = Start } },
        { "expiresAt is 2026-03-01T13:59:59.0000000+02:00; it must be in the future", Command with { ExpiresAt = new(2026, 3, 1, 13, 59, 59, TimeSpan.FromHours(2)) } },
    };

    [Theory]
    [MemberData(nameof(BadCommands), DisableDiscoveryEnumeration = true)]
    public async Task Create_BadField_IsRefusedByName(string message, CreateAccessToken command)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => _application.SendAsync(command));

        var fault = Assert.Single(refused.Refusals);
        Assert.Equal(message, fault.Message);
        Assert.StartsWith(fault.Field + " ", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_application.Tokens.Rows);
        Assert.Empty(_application.Log.Lines);
    }

    [Fact]
    public async Task Create_SeveralFaults_NamesThemAll()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => _application.SendAsync(new CreateAccessToken("", AccessScopes.None, ["?", "!"], Start)));

        Assert.Equal("name scopes repositories[0] repositories[1] expiresAt", string.Join(' ', refused.Refusals.Select(fault => fault.Field)));
        Assert.Equal("input.scopes", refused.Within("input").Refusals[1].Field);
        Assert.StartsWith("input.name is empty", refused.Within("input").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_AtTheLimits_IsMade()
    {
        foreach (var command in (CreateAccessToken[])[
            Command with { Name = new string('n', 100) },
            Command with { Repositories = Repositories(100) },
            Command with { ExpiresAt = Start.AddTicks(1) },
            Command with { Scopes = AccessScopes.Read | AccessScopes.Ingest | AccessScopes.Admin }])
        {
            await _application.SendAsync(command);
        }

        Assert.Equal(4, _application.Tokens.Rows.Count);
    }

    [Fact]
    public async Task Create_Token_IsStoredWithTheHashOfItsSecret()
    {
        var created = await _application.SendAsync(
            new CreateAccessToken("ci", AccessScopes.Ingest, ["autoland"], new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.FromHours(2))));

        Assert.True(TokenSecret.TryParse(created.Secret, out var secret));
        var (token, hash) = Assert.Single(_application.Tokens.Rows.Values);
        Assert.Same(token, created.Token);
        Assert.True(secret.Matches(hash));
        Assert.Equivalent(new AccessToken(secret.Id, "ci", AccessScopes.Ingest, ["autoland"], Start, Start.AddHours(12), null), token, strict: true);
    }

    [Fact]
    public async Task Create_Twice_MakesTwoTokens()
    {
        var first = await _application.SendAsync(Command);
        var second = await _application.SendAsync(Command);

        Assert.NotEqual(first.Token.Id, second.Token.Id);
        Assert.Equal([first.Token, second.Token], await _application.SendAsync(new ListAccessTokens()));
    }

    [Fact]
    public async Task CreateAndRevoke_Log_NamesTheTokenAndNotTheSecret()
    {
        var created = await _application.SendAsync(Command);
        await _application.SendAsync(new RevokeAccessToken(created.Token.Id));
        await _application.SendAsync(new RevokeAccessToken(created.Token.Id));
        _application.Time.Advance(TimeSpan.FromSeconds(1));
        await _application.SendAsync(new RevokeAccessToken(created.Token.Id));

        Assert.Contains((105, $"Created the access token {created.Token.Id} ('ci') for read,ingest."), _application.Log.Lines);
        Assert.Contains((106, $"Revoked the access token {created.Token.Id} ('ci')."), _application.Log.Lines);
        Assert.All(_application.Log.Lines, line => Assert.DoesNotContain(created.Secret[21..], line.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(created.Secret[21..], created.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_Twice_KeepsTheFirstMoment()
    {
        var created = await _application.SendAsync(Command);
        _application.Time.Advance(TimeSpan.FromHours(1));

        var revoked = await _application.SendAsync(new RevokeAccessToken(created.Token.Id));
        _application.Time.Advance(TimeSpan.FromHours(1));
        var again = await _application.SendAsync(new RevokeAccessToken(created.Token.Id));

        Assert.Equal(created.Token with { RevokedAt = Start.AddHours(1) }, revoked);
        Assert.Equal(revoked, again);
        Assert.Single(_application.Log.Lines, line => line.Id == 106);
    }

    [Fact]
    public async Task Revoke_UnknownId_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => _application.SendAsync(new RevokeAccessToken("0123456789abcdef")));

        Assert.Equal(Refusal.InvalidInput("id", "id is '0123456789abcdef'; there is no such token"), Assert.Single(refused.Refusals));
    }

    /// <summary>Who gives the secret where the id is asked for does not find it in a log of errors.</summary>
    [Fact]
    public async Task Revoke_WhatIsNoId_IsNotShown()
    {
        var created = await _application.SendAsync(Command);

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => _application.SendAsync(new RevokeAccessToken(created.Secret)));

        Assert.Equal("id is not a token id; an id has 16 lower-case hexadecimal digits, and is not the secret", refused.Message);
        Assert.Null(_application.Tokens.Rows[created.Token.Id].Token.RevokedAt);
    }

    private static string[] Repositories(int count) => [.. Enumerable.Range(0, count).Select(number => $"r{number}")];
}
