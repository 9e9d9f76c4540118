using GroupResults.Domain.Pushes;

namespace GroupResults.Domain.Tests.Pushes;

public sealed class PushRulesTests
{
    [Theory]
    [InlineData("autoland", true)]
    [InlineData("mozilla-central", true)]
    [InlineData("comm_Central-2", true)]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("auto land", false)]
    [InlineData("releases/mozilla-esr140.1", true)]
    [InlineData("a/b/c", true)]
    [InlineData("...", true)]
    [InlineData(".git", true)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a//b", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/.", false)]
    [InlineData("a/../b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a%2Fb", false)]
    [InlineData("a:b", false)]
    [InlineData("grt_0123456789abcdef_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq", false)]
    [InlineData("releases/grt_0123456789abcdef_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq", false)]
    [InlineData("autoland\n", false)]
    [InlineData("autoländ", false)]
    public void IsRepository_Value_FollowsTheRule(string? value, bool expected) => Assert.Equal(expected, PushRules.IsRepository(value));

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void IsRepository_Length_IsAtMost200(int length, bool expected) =>
        Assert.Equal(expected, PushRules.IsRepository(new string('a', length)));

    [Theory]
    [InlineData("0123456789abcdef", true)]
    [InlineData("f", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("ABCDEF", false)]
    [InlineData("g", false)]
    [InlineData("12-34", false)]
    [InlineData(" 12", false)]
    public void IsRevision_Value_FollowsTheRule(string? value, bool expected) => Assert.Equal(expected, PushRules.IsRevision(value));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void IsRevision_Length_IsAtMost64(int length, bool expected) =>
        Assert.Equal(expected, PushRules.IsRevision(new string('a', length)));

    [Theory]
    [InlineData("V3SVuxO8TFy37En_6HcXLs", true)]
    [InlineData("a-b", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a\"b", false)]
    [InlineData("a/b", false)]
    public void IsTaskId_Value_FollowsTheRule(string? value, bool expected) => Assert.Equal(expected, PushRules.IsTaskId(value));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void IsTaskId_Length_IsAtMost64(int length, bool expected) =>
        Assert.Equal(expected, PushRules.IsTaskId(new string('A', length)));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(int.MinValue, false)]
    [InlineData(int.MaxValue, false)]
    public void IsRunId_Value_Is0To1000(int value, bool expected) => Assert.Equal(expected, PushRules.IsRunId(value));

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("test-linux1804-64-qr/opt-mochitest-browser-chrome-1", true)]
    [InlineData("spaces: and ünïcode 🦊 \\ too", true)]
    public void IsJobName_Value_IsAnyText(string? value, bool expected) => Assert.Equal(expected, PushRules.IsJobName(value));

    [Theory]
    [InlineData("j", 255, true)]
    [InlineData("j", 256, false)]
    [InlineData("🦊", 255, true)]
    [InlineData("🦊", 256, false)]
    public void IsJobName_Length_IsAtMost255CodePoints(string character, int count, bool expected) =>
        Assert.Equal(expected, PushRules.IsJobName(string.Concat(Enumerable.Repeat(character, count))));

    // Made here: an attribute's text is stored as UTF-8 and cannot hold half of a pair.
    [Fact]
    public void IsJobName_HalfOfASurrogatePair_IsNone()
    {
        Assert.False(PushRules.IsJobName("a" + '\ud83e'));
        Assert.False(PushRules.IsJobName('\udd8a' + "a"));
    }

    [Fact]
    public void IsJobName_WithU0000_IsNone() => Assert.False(PushRules.IsJobName("a\0b"));
}
