using GroupResults.Application.Facts;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Tests.Facts;

public sealed class ClassifyFailuresTests : FactTests
{
    private const string Kind = "classification";
    private const string NotWithNone = "does not go with the kind NONE, which takes an earlier classification back and stores nothing";

    private static readonly ClassifyFailuresInput Good = new("autoland", "abc", ClassificationKind.FixedBy, ["a.toml"], null, null, null, null);

    public static TheoryData<string, string, ClassifyFailuresInput> Bad => new()
    {
        { "revision", "is 'x'; a revision is 1 to 64 of 0-9 a-f, in lower case", Good with { Revision = "x" } },
        { "groups", "and taskIds are empty; at least one of them names what is classified", Good with { Groups = null } },
        { "groups", "and taskIds are empty; at least one of them names what is classified", Good with { Groups = [], TaskIds = [] } },
        { "groups[1]", "contains the control character U+000A; a group name has none", Good with { Groups = ["a", "b\n"] } },
        { "taskIds[0]", "is 'a.b'; a task id is 1 to 64 of A-Z a-z 0-9 _ -", Good with { TaskIds = ["a.b"] } },
        { "fixedBy", "is 'backout'; a revision is 1 to 64 of 0-9 a-f, in lower case", Good with { FixedBy = "backout" } },
        { "fixedBy", "belongs to the kind FIXED_BY only", Good with { Kind = ClassificationKind.Intermittent, FixedBy = "abc" } },
        { "bug", "is 0; a bug's number is 1 or more", Good with { Bug = 0 } },
        { "bug", NotWithNone, Good with { Kind = ClassificationKind.None, Bug = 1 } },
        { "note", "is longer than 2000 characters", Good with { Note = new string('n', 2001) } },
        { "note", "contains the control character U+0000, which no text may contain", Good with { Note = "\0" } },
        { "note", NotWithNone, Good with { Kind = ClassificationKind.None, Note = "" } },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public Task Classify_BadField_IsRefusedByName(string field, string fault, ClassifyFailuresInput input) =>
        AssertRefusedAsync(new ClassifyFailures(input, "sheriff"), $"input.{field}", fault, Kind);

    [Fact]
    public async Task Classify_GroupsAndTasks_MakesOneClassificationForEachWithWhoAndWhen()
    {
        var input = Good with { Groups = ["b", "a", "b"], TaskIds = ["T", "T"], FixedBy = "def", Bug = long.MaxValue, Note = new string('n', 2000) };

        await Application.SendAsync(new ClassifyFailures(input, "sheriff"));

        var (push, classifications) = Assert.Single(Application.Facts.Classifications);
        Assert.Equal(new PushKey("autoland", "abc"), push);
        Assert.Equal(
            [Of("b", null), Of("a", null), Of(null, "T")],
            classifications);
        AssertCounted(Kind, changed: 1, unchanged: 0, refused: 0);

        Classification Of(string? group, string? taskId) =>
            new(ClassificationKind.FixedBy, group, taskId, "def", long.MaxValue, input.Note, Application.Time.GetUtcNow(), "sheriff");
    }

    [Theory]
    [InlineData(ClassificationKind.FixedBy)]
    [InlineData(ClassificationKind.Intermittent)]
    [InlineData(ClassificationKind.Infra)]
    [InlineData(ClassificationKind.Expected)]
    [InlineData(ClassificationKind.None)]
    public async Task Classify_KindAlone_IsEnough(ClassificationKind kind)
    {
        await Application.SendAsync(new ClassifyFailures(Good with { Kind = kind }, By: null));

        Assert.Equal((kind, null), Assert.Single(Assert.Single(Application.Facts.Classifications).Classifications.Select(each => (each.Kind, each.By))));
    }

    [Fact]
    public async Task Classify_2000GroupsAndTasks_AreStored()
    {
        await Application.SendAsync(new ClassifyFailures(Good with { Groups = Names(1999), TaskIds = ["T"] }, By: null));

        Assert.Equal(2000, Assert.Single(Application.Facts.Classifications).Classifications.Count);
    }

    [Fact]
    public Task Classify_2001GroupsAndTasks_AreTooLarge() => AssertTooLargeAsync(
        new ClassifyFailures(Good with { Groups = Names(2000), TaskIds = ["T"] }, By: null), "input has 2001 groups and taskIds; a call has at most 2000", Kind);

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"g{i}")];
}
