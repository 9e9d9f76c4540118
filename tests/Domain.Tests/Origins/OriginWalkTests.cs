using GroupResults.Domain.Origins;

namespace GroupResults.Domain.Tests.Origins;

public sealed class OriginWalkTests
{
    [Theory]
    [InlineData("P", "Passed on the push before this one.")]
    [InlineData(".P", "Passed on the push 2 before this one; the push between them has no result of this configuration.")]
    [InlineData(
        "...P",
        "Passed on the push 4 before this one; the 3 pushes between them have no result of this configuration.")]
    [InlineData("w", "A task run of this configuration on the push before this one has not ended.")]
    [InlineData(
        ".w",
        "A task run of this configuration on the push 2 before this one has not ended; the push between them has no result of this configuration.")]
    [InlineData(
        "FP",
        "Failed on the push before this one already; the first failure after the pass on the push 2 before this one is on the push before this one.")]
    [InlineData(
        ".FF.P",
        "Failed on the push 2 before this one already; the push between them has no result of this configuration; the first failure after the pass on the push 5 before this one is on the push 3 before this one.")]
    [InlineData(
        "F. NoParent",
        "Failed on the push before this one already; the oldest failure found is on the push before this one, without a pass before it: the push 2 before this one has no known parent.")]
    [InlineData(
        "FF",
        "Failed on the push before this one already; the oldest failure found is on the push 2 before this one, without a pass before it: no more than 20 parents are searched.")]
    [InlineData(" NoParent", "This push has no known parent.")]
    [InlineData(" NotStored", "The parent of this push is not stored.")]
    [InlineData(" Visited", "The parent of this push was visited before.")]
    [InlineData(
        ". NotStored",
        "The push before this one has no result of this configuration, and the parent of the push before this one is not stored.")]
    [InlineData(
        "... Visited",
        "None of the 3 pushes before this one has a result of this configuration, and the parent of the push 3 before this one was visited before.")]
    [InlineData(
        ".",
        "None of the 20 pushes before this one has a result of this configuration, and no more than 20 parents are searched.")]
    public void Rule_Parents_SaysHowItWasDecided(string parents, string expected) => Assert.Equal(expected, Walks.Of(parents, 20).Rule);

    [Fact]
    public void Rule_LimitOfOne_SpeaksOfOneParent() => Assert.Equal(
        "The push before this one has no result of this configuration, and no more than 1 parent is searched.", Walks.Of(".", 1).Rule);

    [Theory]
    [InlineData("P", 1)]
    [InlineData("..w", 3)]
    [InlineData("F.FP", 4)]
    [InlineData("F.FPPP", 4)]
    [InlineData("FF", 20)]
    [InlineData("..", 20)]
    [InlineData(".. NotStored", 2)]
    public void WantsParent_UntilNothingCanChange_AsksForSoMany(string parents, int expected)
    {
        var walk = new OriginWalk("0", 1);

        Walks.Over(walk, parents);

        Assert.Equal(expected, walk.Distance);
    }

    [Fact]
    public void See_SeveralQuestions_WalksUntilTheLastIsClosed()
    {
        var walk = new OriginWalk("0", 3);

        Step(walk, "1", ParentSays.Pass, ParentSays.Failure, ParentSays.Gap);
        Assert.Equal((false, true, true), (walk.IsOpen(0), walk.IsOpen(1), walk.IsOpen(2)));
        Assert.Equal(OriginKind.New, walk[0].Kind);
        Assert.Throws<InvalidOperationException>(() => walk[1]);

        Step(walk, "2", ParentSays.Failure, ParentSays.Pass, ParentSays.Gap);
        Assert.Equal((false, false, true), (walk.IsOpen(0), walk.IsOpen(1), walk.IsOpen(2)));
        Assert.False(walk.IsDecided);

        Step(walk, "3", ParentSays.Failure, ParentSays.Failure, ParentSays.Pending);
        Assert.True(walk.IsDecided);
        Assert.False(walk.WantsParent);
        Assert.Throws<InvalidOperationException>(() => walk.Enter("4"));
        Assert.Equal(
            [(OriginKind.New, 1), (OriginKind.Inherited, 1), (OriginKind.Pending, 3)],
            Enumerable.Range(0, 3).Select(question => (walk[question].Kind, walk[question].Distance!.Value)));
    }

    [Fact]
    public void This_AnswersOfDifferentWalks_AreEqualIfTheySayTheSame()
    {
        var near = new OriginWalk("0", 1);
        Step(near, "1", ParentSays.Pass);
        var far = new OriginWalk("0", 2);
        Step(far, "1", ParentSays.Pass, ParentSays.Gap);
        Step(far, "2", ParentSays.Gap, ParentSays.Gap);
        far.End(WalkEnd.NoParent);

        Assert.Equal(near[0], far[0]);
    }

    [Fact]
    public void Enter_PushOfTheWalk_EndsIt()
    {
        var walk = new OriginWalk("a", 1);
        Step(walk, "b", ParentSays.Gap);

        Assert.False(walk.Enter("a"));
        Assert.False(walk.WantsParent);
        Assert.Equal(OriginKind.Unknown, walk[0].Kind);
        Assert.Contains("visited before", walk[0].Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void WantsParent_WithoutQuestions_IsFalse() => Assert.False(new OriginWalk("0", 0).WantsParent);

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public void Constructor_LimitOutOfRange_IsRefused(int maxParents) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new OriginWalk("0", 1, maxParents));

    [Fact]
    public void Limits_AreOneTo200_And20ByDefault() =>
        Assert.Equal((1, 200, 20), (OriginRules.MinMaxParents, OriginRules.MaxMaxParents, OriginRules.DefaultMaxParents));

    private static void Step(OriginWalk walk, string revision, params ParentSays[] says)
    {
        Assert.True(walk.Enter(revision));
        for (var question = 0; question < says.Length; question++) walk.See(question, says[question]);
    }
}
