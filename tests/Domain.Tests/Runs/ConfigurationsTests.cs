using GroupResults.Domain.Runs;

namespace GroupResults.Domain.Tests.Runs;

public sealed class ConfigurationsTests
{
    [Theory]
    [InlineData("test-linux2204-64/opt-mochitest-plain-5", "test-linux2204-64/opt-mochitest-plain")]
    [InlineData("test-linux2204-64/opt-mochitest-plain-5-cf", "test-linux2204-64/opt-mochitest-plain")]
    [InlineData("test-linux2204-64/opt-mochitest-plain-cf", "test-linux2204-64/opt-mochitest-plain")]
    [InlineData("test-linux2204-64/opt-mochitest-plain", "test-linux2204-64/opt-mochitest-plain")]
    [InlineData("test-macosx1500-64/debug-gtest-1proc", "test-macosx1500-64/debug-gtest-1proc")]
    [InlineData("a-12-3", "a-12")]
    [InlineData("a-cf-3", "a-cf")]
    [InlineData("a-cf-cf", "a-cf")]
    [InlineData("a-3-cf-cf", "a-3-cf")]
    [InlineData("a-CF", "a-CF")]
    [InlineData("acf", "acf")]
    [InlineData("a3", "a3")]
    [InlineData("a-3b", "a-3b")]
    [InlineData("a-", "a-")]
    [InlineData("a--3", "a-")]
    [InlineData("a-\u0663", "a-\u0663")]
    [InlineData("7", "7")]
    [InlineData("", "")]
    public void Of_JobName_IsWithoutConfirmationAndChunk(string jobName, string expected) =>
        Assert.Equal(expected, Configurations.Of(jobName, new RunProperties("other", "debug", "swr", null, null)));

    [Theory]
    [InlineData("linux64", "opt", null, "linux64/opt")]
    [InlineData("linux64", "debug", "swr", "linux64/debug-swr")]
    [InlineData("linux64", null, "swr", null)]
    [InlineData(null, "opt", null, null)]
    [InlineData(null, null, null, null)]
    public void Of_NoJobName_IsPlatformOptionAndVariant(string? platform, string? option, string? variant, string? expected) =>
        Assert.Equal(expected, Configurations.Of(null, new RunProperties(platform, option, variant, "xpcshell", 1)));

    [Fact]
    public void Of_Nothing_IsNull() => Assert.Null(Configurations.Of(null, null));

    [Theory]
    [InlineData("a-1-cf", true)]
    [InlineData("a-cf", true)]
    [InlineData("a-cf-1", false)]
    [InlineData("a-1", false)]
    [InlineData("acf", false)]
    [InlineData("a-CF", false)]
    [InlineData(null, false)]
    public void IsConfirmation_JobName_EndsInCf(string? jobName, bool expected) => Assert.Equal(expected, Configurations.IsConfirmation(jobName));

    [Fact]
    public void Compare_Names_AreOrdinalWithNullLast()
    {
        List<string?> names = [null, "b", "a/x", "B", null, "a-x"];
        names.Sort(Configurations.Compare);

        Assert.Equal(new List<string?> { "B", "a-x", "a/x", "b", null, null }, names);
    }
}
