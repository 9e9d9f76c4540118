using GroupResults.Domain.Runs;

namespace GroupResults.Domain.Tests.Runs;

public sealed class JobNameRulesTests
{
    [Theory]
    [InlineData("test-linux2204-64/opt-mochitest-plain-5", "linux2204-64", "opt", "mochitest-plain")]
    [InlineData("test-linux2204-64/debug-mochitest-plain-5-cf", "linux2204-64", "debug", "mochitest-plain")]
    [InlineData("test-linux2204-64-qr/debug-marionette-cf", "linux2204-64-qr", "debug", "marionette")]
    [InlineData("test-linux2204-64-tsan/opt-web-platform-tests-swr-27", "linux2204-64-tsan", "opt", "web-platform-tests-swr")]
    [InlineData("test-macosx1500-64/debug-gtest-1proc", "macosx1500-64", "debug", "gtest-1proc")]
    [InlineData("test-macosx1500-aarch64-shippable/opt-talos-g5", "macosx1500-aarch64-shippable", "opt", "talos-g5")]
    [InlineData("test-windows11-64-24h2/opt-reftest-wr-dc1-x-2", "windows11-64-24h2", "opt", "reftest-wr-dc1-x")]
    [InlineData("test-windows11-32-24h2-shippable/opt-xpcshell", "windows11-32-24h2-shippable", "opt", "xpcshell")]
    [InlineData("test-android-em-7-0-x86_64/debug-geckoview-junit-nofis-3", "android-em-7-0-x86_64", "debug", "geckoview-junit-nofis")]
    [InlineData("test-android-hw-s24-14-0-aarch64/opt-mochitest-webgl1-ext-gli", "android-hw-s24-14-0-aarch64", "opt", "mochitest-webgl1-ext-gli")]
    [InlineData("test-linux64/opt-a-2-3", "linux64", "opt", "a-2")]
    [InlineData("test-linux64/opt-a-cf-3", "linux64", "opt", "a-cf")]
    [InlineData("test-linux64/opt-7", "linux64", "opt", "7")]
    public void Default_FirefoxTest_IsRead(string jobName, string platform, string option, string suite) =>
        Assert.Equal(new RunProperties(platform, option, null, suite, null), JobNameRules.Default.Parse(jobName));

    [Theory]
    [InlineData("build-linux64/debug")]
    [InlineData("source-test-mozlint-eslint")]
    [InlineData("test-linux64/opt")]
    [InlineData("test-linux64/opt-")]
    [InlineData("test-linux64-mochitest")]
    [InlineData("a test-linux64/opt-mochitest")]
    [InlineData("")]
    [InlineData(null)]
    public void Default_AnyOtherName_SaysNothing(string? jobName) => Assert.Equal(RunProperties.None, JobNameRules.Default.Parse(jobName));

    [Theory]
    [InlineData("test-linux64/opt-mochitest-plain-5-cf")]
    [InlineData("test-linux64/opt-mochitest-plain")]
    [InlineData("test-linux64/opt-a-2-3")]
    [InlineData("test-linux64/opt-a-cf-cf")]
    public void Default_Suite_AgreesWithTheConfiguration(string jobName) =>
        Assert.Equal(Configurations.Of(jobName, null), $"test-linux64/opt-{JobNameRules.Default.Parse(jobName).Suite}");

    [Fact]
    public void Parse_SeveralRules_TheFirstThatMatchesCounts()
    {
        var rules = new JobNameRules([@"^t(?<tier>\d+) (?<platform>\w+)(?: (?<variant>\w+))?$", @"(?<suite>\w+)$"]);

        Assert.Equal(new RunProperties("mac", null, "swr", null, 2), rules.Parse("t2 mac swr"));
        Assert.Equal(new RunProperties("mac", null, null, null, null), rules.Parse("t10 mac"));
        Assert.Equal(new RunProperties("mac", null, null, null, null), rules.Parse("t0 mac"));
        Assert.Equal(new RunProperties(null, null, null, "xpcshell", null), rules.Parse("some xpcshell"));
        Assert.Equal(RunProperties.None, rules.Parse("-"));
    }

    [Fact]
    public void Complete_ToldProperties_Win()
    {
        var told = new RunProperties(null, "asan", "swr", null, 2);

        Assert.Equal(new RunProperties("linux64", "asan", "swr", "xpcshell", 2), JobNameRules.Default.Complete("test-linux64/opt-xpcshell-2", told));
        Assert.Equal(new RunProperties("linux64", "opt", null, "xpcshell", null), JobNameRules.Default.Complete("test-linux64/opt-xpcshell-2", null));
        Assert.Equal(told, JobNameRules.Default.Complete(null, told));
        Assert.Equal(RunProperties.None, JobNameRules.Default.Complete(null, null));
    }

    [Fact]
    public void Parse_NestedRepetition_TakesLinearTime()
    {
        // A backtracking engine would try 2^200 ways.
        var rules = new JobNameRules([@"^(?<suite>(x+)+)y$"]);

        Assert.Equal(RunProperties.None, rules.Parse(new string('x', 200)));
    }

    [Theory]
    [InlineData("", "is empty; a rule is a regular expression")]
    [InlineData("(?<suite>", "is not a regular expression: InsufficientClosingParentheses at offset 9")]
    [InlineData("test-.*", "names nothing; it needs at least one of the groups platform, option, variant, suite, tier")]
    [InlineData("test-(.*)", "names nothing; it needs at least one of the groups platform, option, variant, suite, tier")]
    [InlineData("(?<suite>.*)-(?<chunk>[0-9]+)", "has the group chunk; the groups are platform, option, variant, suite, tier")]
    [InlineData("(?<Suite>.*)", "has the group Suite; the groups are platform, option, variant, suite, tier")]
    [InlineData("(?<suite>.*)(?=-cf)", "needs backtracking or is too large; a rule has no lookarounds, backreferences, conditions or atomic groups")]
    [InlineData(@"(?<suite>.)\k<suite>", "needs backtracking or is too large; a rule has no lookarounds, backreferences, conditions or atomic groups")]
    [InlineData("(?<suite>(a{1000}){1000})", "needs backtracking or is too large; a rule has no lookarounds, backreferences, conditions or atomic groups")]
    public void FindError_InvalidRule_SaysWhy(string rule, string expected)
    {
        Assert.Equal(expected, JobNameRules.FindError(rule));
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new JobNameRules([JobNameRules.Firefox, rule])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobNameRules.MaxRuleLength, null)]
    [InlineData(JobNameRules.MaxRuleLength + 1, "is longer than 1000 characters")]
    public void FindError_Length_IsLimited(int length, string? expected) =>
        Assert.Equal(expected, JobNameRules.FindError("(?<suite>.)".PadRight(length, 'a')));

    [Fact]
    public void FindError_DefaultRule_IsNull() => Assert.Null(JobNameRules.FindError(JobNameRules.Firefox));
}
