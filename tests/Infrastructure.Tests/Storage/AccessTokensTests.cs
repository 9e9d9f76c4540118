using System.Text;
using GroupResults.Application.Access;
using GroupResults.Domain.Access;

namespace GroupResults.Infrastructure.Tests.Storage;

public sealed class AccessTokensTests : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly TestDirectory _directory = new();
    private TestService _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IAccessTokens Tokens => _service.Get<IAccessTokens>();

    private DateTimeOffset Now => _service.Time.GetUtcNow();

    public async ValueTask InitializeAsync() => _service = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Find_WhatWasAdded_IsTheSameToTheTick()
    {
        var plain = TokenSecret.Generate();
        var full = TokenSecret.Generate();
        AccessToken[] tokens =
        [
            new(plain.Id, "Sheriffs' page 🦊", AccessScopes.Read, [], Now, null, null),
            new(full.Id, "ci", AccessScopes.Read | AccessScopes.Ingest, ["try", "autoland"], Now + Tick, (Now + TimeSpan.FromDays(1) + Tick).ToOffset(TimeSpan.FromHours(2)), Now.AddHours(1) - Tick),
        ];
        await Tokens.AddAsync(tokens[0], plain.Hash, Cancellation);
        await Tokens.AddAsync(tokens[1], full.Hash, Cancellation);

        await _service.RestartAsync();

        var found = await Tokens.FindAsync(full.Id, Cancellation);
        Assert.Equivalent(tokens[1], found!.Value.Token, strict: true);
        Assert.Equal(full.Hash, found.Value.Hash);
        Assert.Equal(TimeSpan.Zero, found.Value.Token.ExpiresAt!.Value.Offset);
        Assert.Equivalent(tokens, await Tokens.ListAsync(Cancellation), strict: true);
    }

    [Theory]
    [InlineData("0123456789abcdef")]
    [InlineData("")]
    [InlineData("' OR 1 --")]
    public async Task Find_UnknownId_IsNone(string id)
    {
        await AddAsync();

        Assert.Null(await Tokens.FindAsync(id, Cancellation));
        Assert.Null(await Tokens.RevokeAsync(id, Now, Cancellation));
        Assert.Null(Assert.Single(await Tokens.ListAsync(Cancellation)).RevokedAt);
    }

    [Fact]
    public async Task List_Tokens_AreInTheOrderInWhichTheyWereMade()
    {
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add((await AddAsync()).Id);
            _service.Time.Advance(Tick);
        }

        Assert.Equal(ids, (await Tokens.ListAsync(Cancellation)).Select(token => token.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Revoke_Twice_KeepsTheFirstMoment()
    {
        var token = await AddAsync();
        var first = await Tokens.RevokeAsync(token.Id, Now, Cancellation);
        Assert.Equivalent(token with { RevokedAt = Now }, first, strict: true);

        var second = await Tokens.RevokeAsync(token.Id, Now.AddDays(1), Cancellation);

        Assert.Equal(Now, second!.RevokedAt);
        Assert.Equal(Now, (await Tokens.FindAsync(token.Id, Cancellation))!.Value.Token.RevokedAt);
    }

    /// <summary>A connection of the other instance has read the token before, and must not go on from what it saw.</summary>
    [Fact]
    public async Task Revoke_OnOneInstance_HoldsOnTheOthersAtOnce()
    {
        await using var other = await StartAsync();
        var secret = TokenSecret.Generate();
        await Tokens.AddAsync(new AccessToken(secret.Id, "ci", AccessScopes.Read, [], Now, null, null), secret.Hash, Cancellation);
        var (here, there) = (_service.Get<TokenAuthenticator>(), other.Get<TokenAuthenticator>());
        var known = await there.AuthenticateAsync(secret.Text, Cancellation);
        Assert.Equal(secret.Id, known?.Id);
        Assert.NotNull(await here.AuthenticateAsync(secret.Text, Cancellation));

        await Tokens.RevokeAsync(secret.Id, Now, Cancellation);

        Assert.Null(await there.AuthenticateAsync(secret.Text, Cancellation));
        Assert.Null(await there.RecheckAsync(known!.Id, Cancellation));
        Assert.Null(await here.AuthenticateAsync(secret.Text, Cancellation));
    }

    [Fact]
    public async Task AnyUsable_NoneExpiredNorRevoked_IsSo()
    {
        Assert.False(await Tokens.AnyUsableAsync(Now, Cancellation));
        var token = await AddAsync(Now.AddHours(1));

        Assert.True(await Tokens.AnyUsableAsync(Now.AddHours(1) - Tick, Cancellation));
        Assert.False(await Tokens.AnyUsableAsync(Now.AddHours(1), Cancellation));
        var unlimited = await AddAsync();
        Assert.True(await Tokens.AnyUsableAsync(Now.AddHours(1), Cancellation));
        await Tokens.RevokeAsync(unlimited.Id, Now, Cancellation);
        Assert.False(await Tokens.AnyUsableAsync(Now.AddHours(1), Cancellation));
        await Tokens.RevokeAsync(token.Id, Now, Cancellation);
        Assert.False(await Tokens.AnyUsableAsync(Now, Cancellation));
    }

    [Fact]
    public async Task Files_OfTheDatabase_HoldTheHashAndNotTheSecret()
    {
        var secret = TokenSecret.Generate();
        await Tokens.AddAsync(new AccessToken(secret.Id, "ci", AccessScopes.Read, [], Now, null, null), secret.Hash, Cancellation);

        var files = Directory.GetFiles(_directory.Path).Select(ReadShared).ToList();

        Assert.Contains(files, bytes => bytes.AsSpan().IndexOf(secret.Hash) >= 0);
        Assert.All(files, bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret.Text[21..]))));
    }

    private Task<TestService> StartAsync() =>
        TestService.StartAsync(new TestServiceOptions { DatabasePath = _directory.Database, Time = _service?.Time });

    private async Task<AccessToken> AddAsync(DateTimeOffset? expiresAt = null)
    {
        var secret = TokenSecret.Generate();
        var token = new AccessToken(secret.Id, "ci", AccessScopes.Ingest, [], Now, expiresAt, null);
        await Tokens.AddAsync(token, secret.Hash, Cancellation);
        return token;
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
