using GroupResults.Domain.Access;

namespace GroupResults.Domain.Tests.Access;

public sealed class AccessTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AccessToken Token = new("0123456789abcdef", "ci", AccessScopes.Ingest, [], Now, null, null);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void IsUsableAt_Expiry_IsTheFirstMomentOfNoUse(long ticksLeft, bool expected) =>
        Assert.Equal(expected, (Token with { ExpiresAt = Now.AddTicks(ticksLeft) }).IsUsableAt(Now));

    [Fact]
    public void IsUsableAt_WithoutExpiry_IsUsableForGood() => Assert.True(Token.IsUsableAt(DateTimeOffset.MaxValue));

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void IsUsableAt_Revoked_IsNotWhateverTheClockSays(long ticks) =>
        Assert.False((Token with { RevokedAt = Now.AddTicks(ticks), ExpiresAt = Now.AddDays(1) }).IsUsableAt(Now));

    [Fact]
    public void Covers_NoRepositories_IsAll() => Assert.True(Token.Covers("autoland"));

    [Theory]
    [InlineData("autoland", true)]
    [InlineData("try", true)]
    [InlineData("Autoland", false)]
    [InlineData("autoland2", false)]
    [InlineData("", false)]
    public void Covers_Repositories_AreThoseToTheLetter(string repository, bool expected) =>
        Assert.Equal(expected, (Token with { Repositories = ["try", "autoland"] }).Covers(repository));

    [Theory]
    [InlineData(AccessScopes.Read, AccessScopes.Read, true)]
    [InlineData(AccessScopes.Read, AccessScopes.Ingest, false)]
    [InlineData(AccessScopes.Admin, AccessScopes.Read, false)]
    [InlineData(AccessScopes.Admin, AccessScopes.Ingest, false)]
    [InlineData(AccessScopes.Read | AccessScopes.Ingest, AccessScopes.Ingest, true)]
    [InlineData(AccessScopes.Read, AccessScopes.Read | AccessScopes.Ingest, false)]
    public void Has_Scope_IsThereItself(AccessScopes has, AccessScopes asked, bool expected) =>
        Assert.Equal(expected, (Token with { Scopes = has }).Has(asked));

    [Theory]
    [InlineData("read", AccessScopes.Read)]
    [InlineData("ingest", AccessScopes.Ingest)]
    [InlineData("admin", AccessScopes.Admin)]
    [InlineData("Read", AccessScopes.None)]
    [InlineData("none", AccessScopes.None)]
    [InlineData("read ", AccessScopes.None)]
    [InlineData("1", AccessScopes.None)]
    [InlineData("", AccessScopes.None)]
    [InlineData(null, AccessScopes.None)]
    public void TryParse_ScopeName_IsOneToTheLetter(string? name, AccessScopes expected)
    {
        Assert.Equal(expected is not AccessScopes.None, AccessScopeNames.TryParse(name, out var scope));
        Assert.Equal(expected, scope);
    }

    [Fact]
    public void Of_Scopes_NamesThem()
    {
        Assert.Equal(["read", "admin"], AccessScopeNames.Of(AccessScopes.Admin | AccessScopes.Read), StringComparer.Ordinal);
        Assert.Empty(AccessScopeNames.Of(AccessScopes.None));
        Assert.Equal(Enum.GetValues<AccessScopes>().Skip(1), AccessScopeNames.All);
    }
}
