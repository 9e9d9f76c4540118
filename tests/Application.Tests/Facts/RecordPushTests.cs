using GroupResults.Application.Facts;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Tests.Facts;

public sealed class RecordPushTests : FactTests
{
    private const string Kind = "push";
    private const string Repository = "1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero); // As the application's clock stands.
    private static readonly RecordPushInput Good = new("autoland", "abc123", RecordedPush.Nothing);

    public static TheoryData<string, string, RecordPushInput> Bad => new()
    {
        { "repository", $"is empty; a repository is {Repository}", Good with { Repository = "" } },
        { "repository", $"is 'auto land'; a repository is {Repository}", Good with { Repository = "auto land" } },
        { "revision", "is 'ABC'; a revision is 1 to 64 of 0-9 a-f, in lower case", Good with { Revision = "ABC" } },
        { "parentRevision", "is 'abc123', the push itself; a parent is another revision", With(new(Good.Revision, null, null, null)) },
        { "parentRevision", "is 'xyz'; a revision is 1 to 64 of 0-9 a-f, in lower case", With(new("xyz", null, null, null)) },
        { "parentRevision", "is empty; a revision is 1 to 64 of 0-9 a-f, in lower case", With(new("", null, null, null)) },
        { "position", "is -1; a position is 0 or more", With(new(null, -1, null, null)) },
        { "pushedAt", "is 1969-12-31T23:59:59.9999999Z; a push is made in 1970 or later, and at most a day from now", With(new(null, null, DateTimeOffset.UnixEpoch.AddTicks(-1), null)) },
        { "pushedAt", "is 2026-03-02T12:00:00.0000001Z; a push is made in 1970 or later, and at most a day from now", With(new(null, null, Now.AddDays(1).AddTicks(1), null)) },
        { "author", "is longer than 255 characters", With(new(null, null, null, new string('a', 256))) },
        { "author", "contains the control character U+0000, which no text may contain", With(new(null, null, null, "a\0b")) },
    };

    public static TheoryData<RecordedPush> Edges =>
    [
        RecordedPush.Nothing,
        new RecordedPush("abc124", 0, DateTimeOffset.UnixEpoch, string.Concat(Enumerable.Repeat("🦊", 255))),
        new RecordedPush(null, long.MaxValue, Now.AddDays(1), "{PropertyName} <a@example.org>"),
    ];

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public Task Record_BadField_IsRefusedByName(string field, string fault, RecordPushInput input) =>
        AssertRefusedAsync(new RecordPush(input), $"input.{field}", fault, Kind);

    [Theory]
    [MemberData(nameof(Edges), DisableDiscoveryEnumeration = true)]
    public async Task Record_ValuesAtTheirLimits_ReachTheStoreAsSent(RecordedPush recorded)
    {
        var fact = await Application.SendAsync(new RecordPush(With(recorded)));

        Assert.True(fact.Changed);
        Assert.Equal((new PushKey("autoland", "abc123"), recorded), Assert.Single(Application.Facts.Pushes));
        AssertCounted(Kind, changed: 1, unchanged: 0, refused: 0);
    }

    [Fact]
    public async Task Record_WhatIsKnown_CountsAsUnchanged()
    {
        Application.Facts.Changes = false;

        Assert.False((await Application.SendAsync(new RecordPush(Good))).Changed);

        AssertCounted(Kind, changed: 0, unchanged: 1, refused: 0);
    }

    private static RecordPushInput With(RecordedPush recorded) => Good with { Recorded = recorded };
}
