using GroupResults.Domain.Access;

namespace GroupResults.Domain.Tests.Access;

public sealed class AccessRulesTests
{
    [Theory]
    [InlineData("ci", true)]
    [InlineData("Sheriffs' page: ünïcode 🦊", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("two\nlines", false)]
    [InlineData("tab\t", false)]
    [InlineData("\u001b[2J", false)]
    [InlineData("\u007f", false)]
    [InlineData("\u0085", false)]
    [InlineData("two\u2028lines", false)]
    public void IsName_Value_FollowsTheRule(string? value, bool expected) => Assert.Equal(expected, AccessRules.IsName(value));

    [Theory]
    [InlineData("n", 100, true)]
    [InlineData("n", 101, false)]
    [InlineData("🦊", 100, true)]
    [InlineData("🦊", 101, false)]
    public void IsName_Length_IsAtMost100CodePoints(string character, int count, bool expected) =>
        Assert.Equal(expected, AccessRules.IsName(string.Concat(Enumerable.Repeat(character, count))));

    [Fact]
    public void IsName_HalfOfASurrogatePair_IsNone() => Assert.False(AccessRules.IsName("a" + '\ud83e'));

    [Theory]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789ABCDEF", false)]
    [InlineData("0123456789abcde", false)]
    [InlineData("0123456789abcdef0", false)]
    [InlineData("0123456789abcdeg", false)]
    [InlineData("", false)]
    public void IsId_Value_Is16LowerCaseHexDigits(string value, bool expected) => Assert.Equal(expected, AccessRules.IsId(value));
}
