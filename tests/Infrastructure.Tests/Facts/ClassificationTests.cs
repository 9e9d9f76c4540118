using GroupResults.Domain.Classifications;

namespace GroupResults.Infrastructure.Tests.Facts;

public sealed class ClassificationTests : FactTests
{
    [Fact]
    public async Task Classify_GroupsAndTasks_AreReadInTheOrderInWhichTheyWereMade()
    {
        var head = await ReportAsync("task", Reports.Error("a.toml"));
        Service.Time.Advance(TimeSpan.FromMinutes(1));
        Classification[] made =
        [
            OfGroup("b.toml", ClassificationKind.Intermittent, "known"),
            OfTask("task", ClassificationKind.Infra),
            new(ClassificationKind.FixedBy, "a.toml", null, "fed321", null, null, TestService.StartTime, null),
        ];

        var classified = await ClassifyAsync(made);

        Assert.Equal((true, 2, head.LastActivityAt), (classified.Changed, classified.Head.Version, classified.Head.LastActivityAt));
        Assert.Equal(TestService.StartTime.AddMinutes(5).Ticks, Service.Sql("SELECT DueAt FROM WarmUps"));
        await Service.RestartAsync();
        Assert.Equal(made, (await Service.SnapshotAsync(Push)).Facts.Classifications);
    }

    [Fact]
    public async Task Classify_Twice_ChangesNothing()
    {
        var first = await ClassifyAsync(OfGroup("a.toml", ClassificationKind.Infra), OfTask("task", ClassificationKind.Expected));

        var again = await ClassifyAsync(
            OfGroup("a.toml", ClassificationKind.Infra) with { At = TestService.StartTime.AddHours(1) }, OfTask("task", ClassificationKind.Expected));

        Assert.False(again.Changed);
        Assert.Equal(first.Head, await Service.HeadAsync(Push));
        Assert.All((await Service.SnapshotAsync(Push)).Facts.Classifications, each => Assert.Equal(TestService.StartTime, each.At));
    }

    [Fact]
    public async Task Classify_Again_ReplacesAndNoneRemoves()
    {
        await ClassifyAsync(OfGroup("a.toml", ClassificationKind.Infra), OfGroup("b.toml", ClassificationKind.Infra));
        var replaced = OfGroup("a.toml", ClassificationKind.Infra, "really");
        Assert.True((await ClassifyAsync(replaced, OfGroup("b.toml", ClassificationKind.Infra))).Changed);
        Assert.Equal([OfGroup("b.toml", ClassificationKind.Infra), replaced], (await Service.SnapshotAsync(Push)).Facts.Classifications);

        Assert.True((await ClassifyAsync(OfGroup("b.toml", ClassificationKind.None))).Changed);
        Assert.Equal([replaced], (await Service.SnapshotAsync(Push)).Facts.Classifications);
        Assert.False((await ClassifyAsync(OfGroup("b.toml", ClassificationKind.None), OfTask("a.toml", ClassificationKind.None))).Changed);
        Assert.Equal(3, (await Service.HeadAsync(Push)).Version);
    }
}
