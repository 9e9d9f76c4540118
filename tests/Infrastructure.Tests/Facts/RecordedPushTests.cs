using GroupResults.Application;
using GroupResults.Application.Facts;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Tests.Facts;

public sealed class RecordedPushTests : FactTests
{
    private static readonly RecordedPush Everything = new("fed321", 7, TestService.StartTime.AddHours(-1), "dev@example.org");

    [Fact]
    public async Task Record_BeforeTheFirstReport_CreatesThePush()
    {
        var recorded = await RecordAsync(Push, Everything);

        Assert.True(recorded.Changed);
        Assert.Equal((1, Everything), (recorded.Head.Version, recorded.Head.Recorded));
        Assert.Equal(recorded.Head, await Service.HeadAsync(Push));
        Assert.Equal("{}", await Service.MapTextAsync(Push));

        var head = await ReportAsync("task", Reports.Ok("a.toml"));
        Assert.Equal((2, Everything), (head.Version, head.Recorded));
        Assert.Equal("""{"task":{"a.toml":true}}""", await Service.MapTextAsync(Push));
    }

    [Fact]
    public async Task Record_NothingOfAnUnknownPush_CreatesIt()
    {
        Assert.True((await RecordAsync(Push, RecordedPush.Nothing)).Changed);
        Assert.False((await RecordAsync(Push, RecordedPush.Nothing)).Changed);
        Assert.Equal(1, (await Service.HeadAsync(Push)).Version);
    }

    [Fact]
    public async Task Record_Twice_ChangesNothing()
    {
        var first = await RecordAsync(Push, Everything);
        Service.Time.Advance(TimeSpan.FromMinutes(1));

        var again = await RecordAsync(Push, Everything with { PushedAt = Everything.PushedAt!.Value.ToOffset(TimeSpan.FromHours(9)) });

        Assert.False(again.Changed);
        Assert.Equal(first.Head, again.Head);
        Assert.Equal(first.Head, await Service.HeadAsync(Push));
    }

    [Fact]
    public async Task Record_OmittedFields_KeepWhatWasKnown()
    {
        await RecordAsync(Push, new RecordedPush("fed321", null, null, null));
        await RecordAsync(Push, new RecordedPush(null, 7, Everything.PushedAt, null));
        var last = await RecordAsync(Push, new RecordedPush(null, null, null, "dev@example.org"));

        Assert.Equal((3, Everything), (last.Head.Version, last.Head.Recorded));
        await Service.RestartAsync();
        Assert.Equal(last.Head, await Service.HeadAsync(Push));
    }

    [Fact]
    public async Task Record_AnyTime_MovesNoActivityAndNoWarmUp()
    {
        var head = await ReportAsync("task", Reports.Ok("a.toml"));
        var due = Service.Sql("SELECT DueAt FROM WarmUps");
        Service.Time.Advance(TimeSpan.FromMinutes(1));

        var recorded = await RecordAsync(Push, Everything);

        Assert.Equal((head.Version + 1, head.LastActivityAt), (recorded.Head.Version, recorded.Head.LastActivityAt));
        Assert.Equal(due, Service.Sql("SELECT DueAt FROM WarmUps"));
        await RecordAsync(new PushKey("try", "ff"), Everything);
        Assert.Equal(1L, Service.Sql("SELECT count(*) FROM WarmUps"));
    }

    [Fact]
    public async Task Record_PositionOfAnotherPush_IsRefusedAndStoresNothing()
    {
        await RecordAsync(Push, Everything);
        var other = Push with { Revision = "def456" };

        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => RecordAsync(other, Everything with { ParentRevision = Push.Revision }));

        Assert.Equal("input.position", refusal.Refusals[0].Field);
        Assert.Contains("abc123", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await Service.Get<IPushHeads>().FindAsync(other, Cancellation));

        Assert.True((await RecordAsync(Push with { Repository = "try" }, Everything)).Changed); // Another repository has positions of its own.
        await RecordAsync(Push, new RecordedPush(null, 8, null, null));
        Assert.True((await RecordAsync(other, Everything)).Changed); // It is free again.
    }

    /// <summary>They share a transaction, and only one of them is refused.</summary>
    [Fact]
    public async Task Record_SamePositionAtOnce_OnePushGetsIt()
    {
        PushKey[] pushes = [.. Enumerable.Range(0, 20).Select(number => Push with { Revision = $"{number}" })];

        var outcomes = await Task.WhenAll(pushes.Select(async push =>
        {
            try
            {
                return (await RecordAsync(push, new RecordedPush(null, 7, null, null))).Changed;
            }
            catch (InvalidInputException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, true);
        Assert.Equal(1L, Service.Sql("SELECT count(*) FROM Pushes"));
    }

    [Fact]
    public async Task Record_ItselfAsParent_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => RecordAsync(Push, new RecordedPush(Push.Revision, null, null, null)));

        Assert.Equal("input.parentRevision", refusal.Refusals[0].Field);
        Assert.Null(await Service.Get<IPushHeads>().FindAsync(Push, Cancellation));
    }

    private Task<RecordedFact> RecordAsync(PushKey push, RecordedPush recorded) => Facts.RecordPushAsync(push, recorded, Cancellation);
}
