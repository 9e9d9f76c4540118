using System.Globalization;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Domain.Tests.Verdicts;

/// <summary>What the tasks of a push say of one group, and what follows from it. Each row begins with its rule.</summary>
public sealed class VerdictTable
{
    private const string Ended = "all ended, final";
    private const string Pending = "a task not ended, final";
    private const string NotFinal = "all ended, not final";
    private const string PendingNotFinal = "a task not ended, not final";

    [Theory]
    [InlineData("one pass is a pass", "x-1:OK", Ended, Verdict.Pass)]
    [InlineData("passes under several names are a pass", "x-1:OK x-2:OK y-1:OK", Ended, Verdict.Pass)]
    [InlineData("one failure is a failure", "x-1:ERROR", Ended, Verdict.Fail)]
    [InlineData("failures under one name are a failure", "x-1:ERROR x-1:ERROR", Ended, Verdict.Fail)]
    [InlineData("passed under one name and failed under another: any failure is a failure", "x-1:OK y-1:ERROR", Ended, Verdict.Fail)]
    [InlineData("chunks of one configuration are different names", "x-1:OK x-2:ERROR", Ended, Verdict.Fail)]
    [InlineData("a confirmation has a name of its own: its pass", "x-1:ERROR x-1-cf:OK", Ended, Verdict.Fail)]
    [InlineData("a confirmation has a name of its own: its failure", "x-1:OK x-1-cf:ERROR", Ended, Verdict.Fail)]
    [InlineData("passed and failed under one name: intermittent", "x-1:OK x-1:ERROR", Ended, Verdict.Intermittent)]
    [InlineData("the order does not matter", "x-1:ERROR y-1:OK x-1:OK", Ended, Verdict.Intermittent)]
    [InlineData("one intermittent name suffices among passes", "x-1:OK x-1:ERROR y-1:OK", Ended, Verdict.Intermittent)]
    [InlineData("one intermittent name suffices among failures", "x-1:OK x-1:ERROR y-1:ERROR y-2:ERROR", Ended, Verdict.Intermittent)]
    [InlineData("an intermittent confirmation counts as any name", "x-1:ERROR x-1-cf:OK x-1-cf:ERROR", Ended, Verdict.Intermittent)]
    [InlineData("no job name equals no job name", "():OK ():ERROR", Ended, Verdict.Intermittent)]
    [InlineData("no job name equals no job name in another configuration", "(linux/opt):OK (win/opt):ERROR", Ended, Verdict.Intermittent)]
    [InlineData("no job name equals no other name", "():OK x-1:ERROR", Ended, Verdict.Fail)]
    [InlineData("a skip does not change a pass", "x-1:OK x-1:SKIP", Ended, Verdict.Pass)]
    [InlineData("a skip does not change a failure", "x-1:ERROR x-1:SKIP x-2:UNSUPPORTED", Ended, Verdict.Fail)]
    [InlineData("an unsupported result is no pass beside a failure of its name", "x-1:UNSUPPORTED x-1:ERROR", Ended, Verdict.Fail)]
    [InlineData("only SKIP: skipped", "x-1:SKIP", Ended, Verdict.Skipped)]
    [InlineData("only UNSUPPORTED: skipped", "x-1:UNSUPPORTED y-1:UNSUPPORTED", Ended, Verdict.Skipped)]
    [InlineData("skipped wins over pending", "x-1:SKIP", PendingNotFinal, Verdict.Skipped)]
    [InlineData("a pass wins over pending", "x-1:OK", PendingNotFinal, Verdict.Pass)]
    [InlineData("a failure wins over pending", "x-1:ERROR", Pending, Verdict.Fail)]
    [InlineData("nothing said, a task has not ended: pending", "", Pending, Verdict.Pending)]
    [InlineData("nothing said, a task has not ended, and more may come: pending", "", PendingNotFinal, Verdict.Pending)]
    [InlineData("nothing said, all ended, more may come: pending, never no result", "", NotFinal, Verdict.Pending)]
    [InlineData("nothing said, all ended: no result", "", Ended, Verdict.NoResult)]
    public void Verdict_EachRow_FollowsItsRule(string rule, string results, string expectation, Verdict expected)
    {
        var summary = Summaries.Of(results, expectation is Pending or PendingNotFinal, expectation is Ended or Pending);

        Assert.True(expected == summary.Verdict, $"{rule}: {results} is {summary.Verdict}");
    }

    [Theory]
    [InlineData("no confirmation", "x-1:ERROR x-2:ERROR", null)]
    [InlineData("nothing at all", "", null)]
    [InlineData("a confirmation that failed confirms", "x-1:ERROR x-1-cf:ERROR", true)]
    [InlineData("a confirmation that passed does not", "x-1:ERROR x-1-cf:OK", false)]
    [InlineData("one failure among confirmations confirms, failure first", "x-1-cf:ERROR x-2-cf:OK", true)]
    [InlineData("one failure among confirmations confirms, failure last", "x-1-cf:OK y-1-cf:ERROR", true)]
    [InlineData("one failure among confirmations of one name confirms", "x-1-cf:OK x-1-cf:ERROR x-1-cf:OK", true)]
    [InlineData("a confirmation that skipped it says nothing", "x-1:ERROR x-1-cf:SKIP", null)]
    [InlineData("a confirmation that does not support it says nothing", "x-1:ERROR x-1-cf:UNSUPPORTED x-2-cf:OK", false)]
    [InlineData("without a failure elsewhere a confirmation counts too", "x-cf:OK", false)]
    [InlineData("the ending must be last", "x-cf-1:ERROR", null)]
    [InlineData("the ending is lower case", "x-1-CF:ERROR", null)]
    [InlineData("the ending has its hyphen", "xcf:ERROR", null)]
    public void Confirmed_EachRow_FollowsItsRule(string rule, string results, bool? expected)
    {
        var confirmed = Summaries.Of(results).Confirmed;

        Assert.True(expected == confirmed, $"{rule}: {results} is {confirmed?.ToString() ?? "null"}");
    }

    [Theory]
    [InlineData("no result is too few", "", null)]
    [InlineData("one failure is too few", "x-1:ERROR", null)]
    [InlineData("one pass is too few", "x-1:OK", null)]
    [InlineData("a skip does not count as a result", "x-1:ERROR x-2:SKIP x-3:UNSUPPORTED", null)]
    [InlineData("two failures of one name: all failed", "x-1:ERROR x-1:ERROR", true)]
    [InlineData("two failures of two configurations: all failed", "x-1:ERROR y-1:ERROR", true)]
    [InlineData("all that ran failed, one skipped", "x-1:ERROR y-1:ERROR z-1:SKIP", true)]
    [InlineData("all passed", "x-1:OK x-2:OK", false)]
    [InlineData("one of two failed", "x-1:OK y-1:ERROR", false)]
    [InlineData("two failures of a configuration are not enough beside a pass", "x-1:ERROR x-2:ERROR y-1:OK", false)]
    [InlineData("three failures of a configuration are, whatever their chunks", "x-1:ERROR x-2:ERROR x-3:ERROR y-1:OK", true)]
    [InlineData("a confirmation belongs to its configuration", "x-1:ERROR x-1:ERROR x-2-cf:ERROR y-1:OK", true)]
    [InlineData("three failures and a pass of one configuration", "x-1:ERROR x-2:ERROR x-3:ERROR x-4:OK", false)]
    [InlineData("three failures and a skip of one configuration", "x-1:ERROR x-2:ERROR x-3:ERROR x-4:SKIP y-1:OK", true)]
    [InlineData("three failures, but of three configurations", "x-1:ERROR y-1:ERROR z-1:ERROR w-1:OK", false)]
    [InlineData("no configuration equals no configuration", "():ERROR ():ERROR ():ERROR y-1:OK", true)]
    [InlineData("no job name, but three configurations", "(linux/opt):ERROR (win/opt):ERROR (mac/opt):ERROR y-1:OK", false)]
    public void Consistent_EachRow_FollowsItsRule(string rule, string results, bool? expected)
    {
        var consistent = Summaries.Of(results).Consistent;

        Assert.True(expected == consistent, $"{rule}: {results} is {consistent?.ToString() ?? "null"}");
    }

    [Theory]
    [InlineData("each by the same rule", "x-1:OK x-2:ERROR y-1:OK", "x Fail 1 1, y Pass 1 0")]
    [InlineData("intermittent within one configuration only", "x-1:OK x-1:ERROR y-1:ERROR", "x Intermittent 1 1, y Fail 0 1")]
    [InlineData("by name, with none last", "():OK b:OK a-1:OK c/d-2:OK B:OK", "B Pass 1 0, a Pass 1 0, b Pass 1 0, c/d Pass 1 0, null Pass 1 0")]
    [InlineData("what was only skipped is listed", "x-1:SKIP y-1:OK", "x Skipped 0 0, y Pass 1 0")]
    [InlineData("without a job name by platform and option", "(linux/opt):OK (win/opt):ERROR", "linux/opt Pass 1 0, win/opt Fail 0 1")]
    [InlineData("a name and properties may give one configuration", "linux/opt-3:OK (linux/opt):ERROR", "linux/opt Fail 1 1")]
    [InlineData("nothing said, no configuration", "", "")]
    public void Configurations_EachRow_FollowsItsRule(string rule, string results, string expected)
    {
        var configurations = string.Join(", ", Summaries.Of(results).Configurations.Select(
            summary => $"{summary.Configuration ?? "null"} {summary.Verdict} {summary.Ok} {summary.Failed}"));

        Assert.True(string.Equals(expected, configurations, StringComparison.Ordinal), $"{rule}: {results} is {configurations}");
    }

    [Theory]
    [InlineData("none ran it", "x-1:SKIP:70", null)]
    [InlineData("one", "x-1:OK:70", "70")]
    [InlineData("passes and failures", "x-1:OK:70 x-2:ERROR:10 y-1:OK:30", "30")]
    [InlineData("the lower middle of an even number", "x-1:OK:40 x-2:OK:20 x-3:OK:10 x-4:OK:30", "20")]
    [InlineData("a skip has no say", "x-1:OK:40 x-2:SKIP:1 x-3:UNSUPPORTED:1 x-4:OK:50", "40")]
    public void MedianDuration_EachRow_FollowsItsRule(string rule, string results, string? expected)
    {
        var median = Summaries.Of(results).MedianDurationMs?.ToString(CultureInfo.InvariantCulture);

        Assert.True(string.Equals(expected, median, StringComparison.Ordinal), $"{rule}: {results} has {median ?? "null"}");
    }
}
