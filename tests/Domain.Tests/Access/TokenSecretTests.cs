using System.Security.Cryptography;
using System.Text;
using GroupResults.Domain.Access;

namespace GroupResults.Domain.Tests.Access;

public sealed class TokenSecretTests
{
    // 32 bytes of 0, and of 255.
    private const string Zeros = "grt_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private const string Ones = "grt_0123456789abcdef___________________________________________8";

    [Fact]
    public void Generate_Text_IsPrefixIdAndSecret()
    {
        var secret = TokenSecret.Generate();

        Assert.Matches("^grt_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$", secret.Text);
        Assert.Equal(secret.Text[4..20], secret.Id);
    }

    [Fact]
    public void Generate_Often_NeverGivesTheSameIdOrSecret()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => TokenSecret.Generate()).ToList();

        Assert.Equal(1000, secrets.Select(secret => secret.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(1000, secrets.Select(secret => secret.Text[21..]).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>No bit of the 256 stands still.</summary>
    [Fact]
    public void Generate_Often_UsesAllBits()
    {
        var (ever, always) = (new byte[32], Enumerable.Repeat((byte)255, 32).ToArray());
        for (var i = 0; i < 200; i++)
        {
            var bits = System.Buffers.Text.Base64Url.DecodeFromChars(TokenSecret.Generate().Text.AsSpan(21));
            for (var at = 0; at < 32; at++) (ever[at], always[at]) = ((byte)(ever[at] | bits[at]), (byte)(always[at] & bits[at]));
        }

        Assert.All(ever, each => Assert.Equal(255, each));
        Assert.All(always, each => Assert.Equal(0, each));
    }

    [Fact]
    public void TryParse_WhatWasGenerated_IsTheSame()
    {
        for (var i = 0; i < 200; i++)
        {
            var secret = TokenSecret.Generate();

            Assert.True(TokenSecret.TryParse(secret.Text, out var parsed));
            Assert.Equal((secret.Text, secret.Id), (parsed.Text, parsed.Id));
        }
    }

    [Theory]
    [InlineData(Zeros)]
    [InlineData(Ones)]
    public void TryParse_WellFormed_IsTaken(string text) => Assert.True(TokenSecret.TryParse(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("grt_")]
    [InlineData(" " + Zeros)]
    [InlineData(Zeros + " ")]
    [InlineData(Zeros + "\n")]
    [InlineData(Zeros + "=")]
    [InlineData(Zeros + "A")]
    [InlineData("GRT_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("grt-0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("grt_0123456789abcdef-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("grt_0123456789ABCDEF_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("grt_0123456789abcdeg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("grt_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("grt_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("grt_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("grt_0123456789abcdef_AAAA+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("grt_0123456789abcdef_AAAA/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("grt_0123456789abcdef_AAAAÄAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("grt_0123456789abcdef_AAAA\0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void TryParse_AnythingElse_IsNone(string? text)
    {
        Assert.False(TokenSecret.TryParse(text, out var secret));
        Assert.Null(secret);
    }

    /// <summary>43 characters hold 258 bits: four texts would stand for the same 256.</summary>
    [Fact]
    public void TryParse_BitsToSpare_MustBe0()
    {
        Assert.Equal(
            "AEIMQUYcgkosw048",
            string.Concat("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Where(last => TokenSecret.TryParse(Zeros[..^1] + last, out _))));
    }

    [Fact]
    public void Hash_IsTheSha256OfTheWholeText()
    {
        Assert.True(TokenSecret.TryParse(Zeros, out var secret));

        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(Zeros)), secret.Hash);
    }

    [Fact]
    public void Matches_ItsOwnHash_AndNoOther()
    {
        Assert.True(TokenSecret.TryParse(Zeros, out var secret));
        Assert.True(TokenSecret.TryParse(Zeros.Replace("0123", "0124", StringComparison.Ordinal), out var sameSecretOfAnotherToken));

        Assert.True(secret.Matches(secret.Hash));
        Assert.False(secret.Matches(sameSecretOfAnotherToken.Hash));
        Assert.False(secret.Matches(TokenSecret.Generate().Hash));
        Assert.False(secret.Matches(secret.Hash.AsSpan(0, 31)));
        Assert.False(secret.Matches([]));
        for (var at = 0; at < secret.Hash.Length; at++)
        {
            var other = secret.Hash;
            other[at] ^= 1;
            Assert.False(secret.Matches(other));
        }
    }

    [Fact]
    public void ToString_DoesNotGiveTheSecretAway()
    {
        Assert.True(TokenSecret.TryParse(Ones, out var secret));

        Assert.Equal("grt_0123456789abcdef_…", $"{secret}");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Cannot query field 'grt_' on type 'Query'.", "Cannot query field 'grt_' on type 'Query'.")]
    [InlineData("is 'grt_0123456789abcdef_abc-_Z' and 'grt_fedcba9876543210_x', too", "is 'grt_0123456789abcdef_…' and 'grt_fedcba9876543210_…', too")]
    [InlineData("grt_0123456789abcdef_", "grt_0123456789abcdef_")]
    [InlineData("xgrt_0123456789abcdef_abc…", "xgrt_0123456789abcdef_……")]
    public void Redact_LeavesTheIdsOfSecretsOnly(string text, string expected) => Assert.Equal(expected, TokenSecret.Redact(text));

    [Fact]
    public void Redact_OfAGeneratedSecret_IsItsString()
    {
        var secret = TokenSecret.Generate();

        Assert.Equal($"'{secret}'", TokenSecret.Redact($"'{secret.Text}'"));
    }
}
