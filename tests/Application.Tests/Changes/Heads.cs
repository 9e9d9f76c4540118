using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Tests.Changes;

internal static class Heads
{
    internal static PushHead Of(PushKey push, long version, ulong incarnation = 1) =>
        new(1, push, new Incarnation(incarnation), version, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, StampOf(version));

    internal static PushCursor Before(PushKey push, long version, ulong incarnation = 1) => PushCursor.Of(Of(push, version, incarnation));

    private static ChangeStamp StampOf(long version) => new(new Epoch(1), version);
}
