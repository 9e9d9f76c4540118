namespace GroupResults.Domain.Tests;

public sealed class TextRulesTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("🦊🦊🦊", 3)]
    [InlineData("\u0001\n\u007f \\", 5)]
    public void FindError_AnyText_IsNone(string text, int maxLength) => Assert.Null(TextRules.FindError(text, maxLength));

    [Theory]
    [InlineData("abcd", 3, "is longer than 3 characters")]
    [InlineData("🦊🦊🦊🦊", 3, "is longer than 3 characters")]
    [InlineData("a\0", 3, "contains the control character U+0000, which no text may contain")]
    public void FindError_WhatNoTextMayBe_SaysWhy(string text, int maxLength, string expected) =>
        Assert.Equal(expected, TextRules.FindError(text, maxLength));

    // Made here: an attribute's text is stored as UTF-8 and cannot hold half of a pair.
    [Fact]
    public void FindError_HalfOfASurrogatePair_SaysSo() =>
        Assert.Equal("contains an unpaired surrogate, which is not valid Unicode", TextRules.FindError("a" + '\udd8a', 3));
}
