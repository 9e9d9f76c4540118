using GroupResults.Application.Access;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Access;
using Microsoft.Extensions.DependencyInjection;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Access;

public sealed class TokenAuthenticatorTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly TestApplication _application = new();
    private readonly TokenSecret _secret = TokenSecret.Generate();

    private TokenAuthenticator Authenticator => _application.Services.GetRequiredService<TokenAuthenticator>();

    private DateTimeOffset Now => _application.Time.GetUtcNow();

    public void Dispose() => _application.Dispose();

    [Fact]
    public async Task Authenticate_ItsSecret_IsTheToken()
    {
        var token = Add(_secret);
        Add(TokenSecret.Generate());

        Assert.Same(token, await AuthenticateAsync(_secret.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("grt_")]
    [InlineData("Bearer")]
    [InlineData("0123456789abcdef")]
    public async Task Authenticate_NoSecret_IsRefusedUnasked(string text)
    {
        Add(_secret);

        Assert.Null(await AuthenticateAsync(text));
        Assert.Null(await AuthenticateAsync(_secret.Text + " "));
        Assert.Equal(0, _application.Tokens.Finds);
    }

    [Fact]
    public async Task Authenticate_UnknownId_IsRefused()
    {
        Add(_secret);

        Assert.Null(await AuthenticateAsync(TokenSecret.Generate().Text));
        Assert.Equal(1, _application.Tokens.Finds);
    }

    [Fact]
    public async Task Authenticate_SecretOfAnotherToken_IsRefused()
    {
        Add(_secret);
        var other = TokenSecret.Generate();
        Add(other);

        Assert.Null(await AuthenticateAsync(_secret.Text[..21] + other.Text[21..]));
    }

    /// <summary>One character of the secret, at its beginning, in the middle and at its end.</summary>
    [Theory]
    [InlineData(21)]
    [InlineData(40)]
    [InlineData(63)]
    public async Task Authenticate_SecretThatDiffersInOnePlace_IsRefused(int place)
    {
        Add(_secret);

        Assert.Null(await AuthenticateAsync(_secret.Text[..place] + (_secret.Text[place] == 'A' ? 'E' : 'A') + _secret.Text[(place + 1)..]));
        Assert.Equal(1, _application.Tokens.Finds);
    }

    [Fact]
    public async Task Authenticate_Expiry_IsRefusedFromThatTickOn()
    {
        var token = Add(_secret, Now.AddHours(1));

        _application.Time.Advance(TimeSpan.FromHours(1) - Tick);
        Assert.Same(token, await AuthenticateAsync(_secret.Text));
        Assert.Same(token, await RecheckAsync(token));
        _application.Time.Advance(Tick);
        Assert.Null(await AuthenticateAsync(_secret.Text));
        Assert.Null(await RecheckAsync(token));
        _application.Time.Advance(Tick);
        Assert.Null(await AuthenticateAsync(_secret.Text));
        Assert.Null(await RecheckAsync(token));
    }

    [Fact]
    public async Task Authenticate_Revoked_IsRefusedAtOnce()
    {
        var token = Add(_secret);
        Assert.NotNull(await AuthenticateAsync(_secret.Text));

        await _application.SendAsync(new RevokeAccessToken(_secret.Id));

        Assert.Null(await AuthenticateAsync(_secret.Text));
        Assert.Null(await RecheckAsync(token));
    }

    [Fact]
    public async Task Recheck_TokenThatIsGone_IsRefused()
    {
        var token = Add(_secret);
        Assert.Same(token, await RecheckAsync(token with { Name = "as it was" }));

        _application.Tokens.Rows.Clear();

        Assert.Null(await RecheckAsync(token));
    }

    private ValueTask<AccessToken?> AuthenticateAsync(string text) => Authenticator.AuthenticateAsync(text, Cancellation);

    private ValueTask<AccessToken?> RecheckAsync(AccessToken token) => Authenticator.RecheckAsync(token.Id, Cancellation);

    private AccessToken Add(TokenSecret secret, DateTimeOffset? expiresAt = null)
    {
        var token = new AccessToken(secret.Id, "ci", AccessScopes.Ingest, [], Now, expiresAt, null);
        _application.Tokens.Rows.Add(token.Id, (token, secret.Hash));
        return token;
    }
}
