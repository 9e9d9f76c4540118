using System.Globalization;
using GroupResults.Domain.Origins;

namespace GroupResults.Domain.Tests.Origins;

/// <summary>
/// The origin of a failure in one configuration. Parents are written nearest first, a letter each: P passed, F failed, w waits for a task
/// run, and a dot is a gap. What follows them is why the walk ends; without it, more parents would be there. Each row begins with its rule.
/// </summary>
public sealed class OriginTable
{
    [Theory]
    [InlineData("the parent passed", "P", 20, "NEW 1, pass 1, candidates 0")]
    [InlineData("a pass after one gap: both pushes may be to blame", ".P", 20, "NEW 2, pass 2, candidates 1 0")]
    [InlineData("gaps are skipped", "....P", 20, "NEW 5, pass 5, candidates 4 3 2 1 0")]
    [InlineData("the nearest pass decides", "PFP", 20, "NEW 1, pass 1, candidates 0")]
    [InlineData("a failure behind the pass does not matter", ".PF", 20, "NEW 2, pass 2, candidates 1 0")]
    [InlineData("a pass at the limit counts", "..P", 3, "NEW 3, pass 3, candidates 2 1 0")]
    [InlineData("a pass beyond the limit does not", "..P", 2, "UNKNOWN")]
    [InlineData("the limit may be one", "P", 1, "NEW 1, pass 1, candidates 0")]
    [InlineData("the parent failed, the one before passed", "FP", 20, "INHERITED 1, first failure 1")]
    [InlineData("the oldest failure before a pass", "FFFP", 20, "INHERITED 1, first failure 3")]
    [InlineData("a gap before the nearest failure", ".FP", 20, "INHERITED 2, first failure 2")]
    [InlineData("a gap between failures is skipped", "F.FP", 20, "INHERITED 1, first failure 3")]
    [InlineData("a waiting push between failures is skipped", "FwFP", 20, "INHERITED 1, first failure 3")]
    [InlineData("a waiting push behind the failures does not count as one", "Fw.P", 20, "INHERITED 1, first failure 1")]
    [InlineData("failures behind a pass are another story", "FFPFF", 20, "INHERITED 1, first failure 2")]
    [InlineData("failures up to the limit", "FFFFF", 3, "INHERITED 1, first failure 3")]
    [InlineData("the oldest failure within the limit, gaps behind it", "FF..F", 4, "INHERITED 1, first failure 2")]
    [InlineData("failures up to a push without a known parent", "F.F. NoParent", 20, "INHERITED 1, first failure 3")]
    [InlineData("failures up to a push whose parent is not stored", "FF NotStored", 20, "INHERITED 1, first failure 2")]
    [InlineData("failures up to a push that was visited", "FF Visited", 20, "INHERITED 1, first failure 2")]
    [InlineData("the parent's task has not ended", "w", 20, "PENDING 1, waits for 1")]
    [InlineData("a gap before the waiting push", "..w", 20, "PENDING 3, waits for 3")]
    [InlineData("a pass behind a waiting push does not decide", "wP", 20, "PENDING 1, waits for 1")]
    [InlineData("a failure behind a waiting push does not decide", "wF", 20, "PENDING 1, waits for 1")]
    [InlineData("a waiting push behind a pass does not matter", "Pw", 20, "NEW 1, pass 1, candidates 0")]
    [InlineData("a waiting push at the limit counts", ".w", 2, "PENDING 2, waits for 2")]
    [InlineData("a waiting push beyond the limit does not", ".w", 1, "UNKNOWN")]
    [InlineData("no parent is known", " NoParent", 20, "UNKNOWN")]
    [InlineData("the parent is not stored", " NotStored", 20, "UNKNOWN")]
    [InlineData("the parent is the push itself", " Visited", 20, "UNKNOWN")]
    [InlineData("only gaps up to the limit", ".....................P", 20, "UNKNOWN")]
    [InlineData("20 parents by default, and no more", "FFFFFFFFFFFFFFFFFFFFF", OriginRules.DefaultMaxParents, "INHERITED 1, first failure 20")]
    [InlineData("only gaps up to a push without a known parent", ".. NoParent", 20, "UNKNOWN")]
    [InlineData("only gaps up to a push that was visited", "... Visited", 20, "UNKNOWN")]
    public void Origin_EachRow_FollowsItsRule(string rule, string parents, int maxParents, string expected)
    {
        var origin = Text(Walks.Of(parents, maxParents));

        Assert.True(string.Equals(expected, origin, StringComparison.Ordinal), $"{rule}: {parents} is {origin}");
    }

    [Theory]
    [InlineData("any pass is a pass", 1, 3, true, ParentSays.Pass)]
    [InlineData("else any failure is a failure", 0, 1, true, ParentSays.Failure)]
    [InlineData("else what has not ended is pending", 0, 0, true, ParentSays.Pending)]
    [InlineData("else it is a gap", 0, 0, false, ParentSays.Gap)]
    public void Parent_EachRow_FollowsItsRule(string rule, int ok, int failed, bool hasPendingRun, ParentSays expected)
    {
        var says = OriginRules.SaysOf(ok, failed, hasPendingRun);

        Assert.True(expected == says, $"{rule}: it is {says}");
    }

    [Theory]
    [InlineData("the only configuration", "a=FP", "a INHERITED 1, first failure 1")]
    [InlineData("NEW comes before PENDING", "a=w b=.P", "b NEW 2, pass 2, candidates 1 0")]
    [InlineData("PENDING comes before UNKNOWN", "a=... b=..w", "b PENDING 3, waits for 3")]
    [InlineData("UNKNOWN comes before INHERITED", "a=FP b=...", "b UNKNOWN")]
    [InlineData("NEW comes before INHERITED", "a=FP b=...P", "b NEW 4, pass 4, candidates 3 2 1 0")]
    [InlineData("of one kind the least distance", "a=..P b=.P c=..P", "b NEW 2, pass 2, candidates 1 0")]
    [InlineData("of one distance the first by name", "b=FFP a=FP", "a INHERITED 1, first failure 1")]
    [InlineData("names are compared ordinally", "a=P B=P", "B NEW 1, pass 1, candidates 0")]
    [InlineData("no configuration comes last", "null=P z=P", "z NEW 1, pass 1, candidates 0")]
    [InlineData("no configuration may decide", "z=FP null=P", "null NEW 1, pass 1, candidates 0")]
    public void Group_EachRow_FollowsItsRule(string rule, string configurations, string expected)
    {
        var origins = configurations.Split(' ').Select(configuration => configuration.Split('='))
            .Select(parts => new ConfigurationOrigin(parts[0] is "null" ? null : parts[0], Walks.Of(parts[1], 20)));
        var decided = OriginRules.OfGroup([.. origins]);
        var origin = $"{decided.Configuration ?? "null"} {Text(decided.Origin)}";

        Assert.True(string.Equals(expected, origin, StringComparison.Ordinal), $"{rule}: {configurations} is {origin}");
    }

    private static string Text(Origin origin)
    {
        List<string> parts = [$"{origin.Kind.ToString().ToUpperInvariant()} {origin.Distance}".TrimEnd()];
        if (origin.LastPass is { } pass) parts.Add(string.Create(CultureInfo.InvariantCulture, $"pass {pass}"));
        if (origin.FirstFail is { } failure) parts.Add(string.Create(CultureInfo.InvariantCulture, $"first failure {failure}"));
        if (origin.WaitingFor is { } waiting) parts.Add(string.Create(CultureInfo.InvariantCulture, $"waits for {waiting}"));
        if (origin.Candidates.Any()) parts.Add($"candidates {string.Join(' ', origin.Candidates)}");
        return string.Join(", ", parts);
    }
}
