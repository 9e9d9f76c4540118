using GroupResults.Domain.Comparisons;
using GroupResults.Domain.Tests.Verdicts;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Domain.Tests.Comparisons;

public sealed class PushComparisonTests
{
    [Theory]
    [InlineData("passed on both", "x-1:OK", "x-1:OK", "")]
    [InlineData("PASS to FAIL", "x-1:OK", "x-1:ERROR", "newFailures")]
    [InlineData("PASS to FAIL in another chunk of the configuration", "x-1:OK", "x-7:ERROR", "newFailures")]
    [InlineData("PASS to FAIL in a confirmation of the configuration", "x-1:OK", "x-1:OK x-1-cf:ERROR", "newFailures")]
    [InlineData("PASS to INTERMITTENT", "x-1:OK", "x-1:OK x-1:ERROR", "becameIntermittent")]
    [InlineData("FAIL to PASS", "x-1:ERROR", "x-1:OK", "fixed")]
    [InlineData("INTERMITTENT to PASS", "x-1:OK x-1:ERROR", "x-1:OK", "fixed")]
    [InlineData("FAIL to FAIL", "x-1:ERROR", "x-1:ERROR", "stillFailing")]
    [InlineData("FAIL to INTERMITTENT", "x-1:ERROR", "x-1:OK x-1:ERROR", "stillFailing")]
    [InlineData("INTERMITTENT to FAIL", "x-1:OK x-1:ERROR", "x-1:ERROR", "stillFailing")]
    [InlineData("no configuration equals no configuration", "():OK", "():ERROR", "newFailures")]
    [InlineData("what failed in a configuration of one side does not count", "x-1:OK", "x-1:OK y-1:ERROR", "")]
    [InlineData("what failed in a configuration of the base alone does not count", "x-1:OK y-1:ERROR", "x-1:OK", "")]
    [InlineData("a skip is no run", "x-1:OK y-1:SKIP", "x-1:OK y-1:ERROR", "")]
    [InlineData("an old failure in one configuration does not hide a new one", "x-1:ERROR y-1:OK", "x-1:ERROR y-1:ERROR", "newFailures stillFailing")]
    [InlineData("fixed in one configuration, broken in another", "x-1:ERROR y-1:OK", "x-1:OK y-1:ERROR", "newFailures fixed")]
    [InlineData("several configurations, one of each side between", "a:OK c:OK e:OK", "a:OK b:ERROR c:ERROR d:OK e:OK", "newFailures")]
    [InlineData("ran here alone", null, "x-1:ERROR", "onlyHere")]
    [InlineData("ran here, skipped in the base", "x-1:SKIP", "x-1:OK", "onlyHere")]
    [InlineData("ran in the base alone", "x-1:OK", null, "onlyInBase")]
    [InlineData("ran in the base, expected here", "x-1:OK", "", "onlyInBase")]
    [InlineData("ran on both, in different configurations", "x-1:OK", "y-1:ERROR", "onlyHere onlyInBase")]
    [InlineData("skipped on both", "x-1:SKIP", "x-1:SKIP", "")]
    [InlineData("skipped in the base alone", "x-1:SKIP", null, "")]
    public void Of_AGroupOnBothPushes_IsListed(string rule, string? inBase, string? here, string expected)
    {
        var comparison = PushComparison.Of(Push(("g", here)), Push(("g", inBase)));

        var lists = string.Join(' ', Lists(comparison).Where(list => list.Groups.Count > 0).Select(list => list.Name));
        Assert.True(string.Equals(expected, lists, StringComparison.Ordinal), $"{rule}: {inBase} to {here} is in {lists}");
        Assert.All(Lists(comparison).Where(list => list.Groups.Count > 0), list => Assert.Equal(["g"], list.Groups));
    }

    [Fact]
    public void Of_ManyGroups_SortsEachListOrdinally()
    {
        string[] names = ["b/x.toml", "a/x.toml", "B/x.toml", "ä.toml", "a.toml"];
        string[] sorted = ["B/x.toml", "a.toml", "a/x.toml", "b/x.toml", "ä.toml"];
        var passed = Push([.. names.Select(name => (name, "x-1:OK"))]);
        var failed = Push([.. names.Select(name => (name, "x-1:ERROR"))]);

        Assert.Equal(sorted, PushComparison.Of(failed, passed).NewFailures);
        Assert.Equal(sorted, PushComparison.Of(passed, failed).Fixed);
        Assert.Equal(sorted, PushComparison.Of(failed, failed).StillFailing);
        Assert.Equal(sorted, PushComparison.Of(failed, Push()).OnlyHere);
        Assert.Equal(sorted, PushComparison.Of(Push(), failed).OnlyInBase);
        Assert.Equal(sorted, NotRun.OfParent(Push(), failed, new HashSet<string?>()));
        Assert.Equal(sorted, NotRun.OfExpected(Push([.. names.Select(name => (name, ""))])));
    }

    [Fact]
    public void NotRun_OfExpected_IsWhatHasNoResult()
    {
        var here = new Dictionary<string, GroupSummary>
        {
            ["none"] = Summaries.Of(""),
            ["pending"] = Summaries.Of("", hasPendingTask: true),
            ["not final"] = Summaries.Of("", isFinal: false),
            ["skipped"] = Summaries.Of("x-1:SKIP"),
            ["failed"] = Summaries.Of("x-1:ERROR"),
        };

        Assert.Equal(["none"], NotRun.OfExpected(here));
    }

    [Theory]
    [InlineData("ran there, not here", "x-1:OK", null, "", true)]
    [InlineData("failed there, not run here", "x-1:ERROR", null, "", true)]
    [InlineData("ran there, expected here", "x-1:OK", "", "", true)]
    [InlineData("ran there, skipped here", "x-1:OK", "x-1:SKIP", "", true)]
    [InlineData("skipped there", "x-1:SKIP", null, "", false)]
    [InlineData("ran on both", "x-1:OK", "x-2:ERROR", "", false)]
    [InlineData("ran here in another configuration", "x-1:OK", "y-1:OK", "", false)]
    [InlineData("its configuration is pending here", "x-1:OK", null, "x", false)]
    [InlineData("one of its configurations is pending here", "x-1:OK y-1:OK", null, "y", false)]
    [InlineData("another configuration is pending here", "x-1:OK", null, "y", true)]
    [InlineData("a configuration is pending that skipped it there", "x-1:OK y-1:SKIP", null, "y", true)]
    [InlineData("no configuration equals no configuration", "():OK", null, "null", false)]
    public void NotRun_OfParent_IsWhatRanThereAlone(string rule, string there, string? here, string pending, bool expected)
    {
        HashSet<string?> configurations = [.. pending.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name is "null" ? null : name)];

        var notRun = NotRun.OfParent(Push(("g", here)), Push(("g", there)), configurations);

        Assert.True(notRun.Contains("g") == expected, rule);
    }

    /// <summary>A group without a text is not known to the push; with an empty one, it is expected there.</summary>
    private static Dictionary<string, GroupSummary> Push(params (string Group, string? Results)[] groups) =>
        groups.Where(group => group.Results is not null).ToDictionary(group => group.Group, group => Summaries.Of(group.Results!));

    private static (string Name, IReadOnlyList<string> Groups)[] Lists(PushComparison comparison) =>
    [
        ("newFailures", comparison.NewFailures), ("becameIntermittent", comparison.BecameIntermittent), ("fixed", comparison.Fixed),
        ("stillFailing", comparison.StillFailing), ("onlyHere", comparison.OnlyHere), ("onlyInBase", comparison.OnlyInBase),
    ];
}
