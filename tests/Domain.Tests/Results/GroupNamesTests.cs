using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Results;

public sealed class GroupNamesTests
{
    private const string Fox = "🦊"; // One code point, two UTF-16 units, four bytes.

    [Theory]
    [InlineData("dom/workers/test/browser.toml")]
    [InlineData("default")]
    [InlineData("/builds/worker/checkouts/gecko/dom/a.toml")]
    [InlineData("C:/mozilla/dom/a.toml")]
    [InlineData("a.toml:b.toml")]
    [InlineData("with some spaces.toml")]
    [InlineData(" ")]
    [InlineData("x")]
    [InlineData("\"quoted\" <&> 'it'")]
    [InlineData("ünï/日本語/🦊.toml")]
    [InlineData("\u0080\u009f\u00a0")]
    [InlineData("\u2028\u2029\ufeff\ufffd\uffff")]
    [InlineData("e\u0301")]
    public void FindError_KeptName_IsNull(string name) => Assert.Null(GroupNames.FindError(name));

    [Fact]
    public void FindError_Empty_SaysSo() => Assert.Contains("empty", GroupNames.FindError(""), StringComparison.Ordinal);

    [Theory]
    [InlineData("a", 255, true)]
    [InlineData("a", 256, false)]
    [InlineData("ü", 255, true)]
    [InlineData("ü", 256, false)]
    [InlineData(Fox, 128, true)]
    [InlineData(Fox, 255, true)]
    [InlineData(Fox, 256, false)]
    [InlineData(Fox, 5000, false)]
    public void FindError_LongName_CountsCodePoints(string character, int count, bool isKept)
    {
        var fault = GroupNames.FindError(string.Concat(Enumerable.Repeat(character, count)));

        if (isKept) Assert.Null(fault);
        else Assert.Contains("255", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void FindError_MixedLongName_CountsCodePoints()
    {
        var longest = new string('a', 200) + string.Concat(Enumerable.Repeat(Fox, 55));

        Assert.Null(GroupNames.FindError(longest));
        Assert.NotNull(GroupNames.FindError(longest + "a"));
    }

    [Theory]
    [InlineData("\\")]
    [InlineData("dom\\workers\\browser.toml")]
    [InlineData("a.toml\\")]
    public void FindError_Backslash_SaysSo(string name) => Assert.Contains("backslash", GroupNames.FindError(name), StringComparison.Ordinal);

    [Fact]
    public void FindError_ControlCharacter_NamesIt()
    {
        foreach (var control in Enumerable.Range(0, 0x20).Append(0x7f))
        {
            var fault = GroupNames.FindError("a" + (char)control + "b");

            Assert.Contains($"U+{control:X4}", fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FindError_CharactersBesideTheControls_AreKept()
    {
        foreach (var beside in new[] { 0x20, 0x7e, 0x80 }) Assert.Null(GroupNames.FindError("a" + (char)beside));
    }

    [Fact]
    public void FindError_HalfOfASurrogatePair_SaysSo()
    {
        const char high = '\ud83e';
        const char low = '\udd8a';
        string[] broken = [$"{high}", $"{low}", $"a{high}", $"{high}a", $"{low}{high}", $"{high}{high}{low}", $"{high}{low}{low}"];

        foreach (var name in broken) Assert.Contains("surrogate", GroupNames.FindError(name), StringComparison.Ordinal);
        Assert.Null(GroupNames.FindError($"{high}{low}"));
    }
}
