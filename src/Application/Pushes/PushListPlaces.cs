using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Pushes;

/// <summary>The order of a list of pushes, newest first.</summary>
public enum PushOrder
{
    /// <summary>By the last activity, which a backfill moves.</summary>
    Activity,

    /// <summary>By position in the repository; those without one come last, by time.</summary>
    Position,
}

/// <summary>A position in a list of pushes. It stays valid when pushes before it move.</summary>
/// <param name="Order">The order that it is a position in.</param>
/// <param name="Id">Decides between pushes of the same moment.</param>
public abstract record PushListPlace(PushOrder Order, long Id)
{
    public static PushListPlace Of(PushHead push, PushOrder order) =>
        order is PushOrder.Position ? PushPlace.Of(push) : PushActivityPlace.Of(push);
}

/// <summary>A place among a repository's pushes by <see cref="PushOrder.Activity"/>.</summary>
public sealed record PushActivityPlace(DateTimeOffset LastActivityAt, long Id) : PushListPlace(PushOrder.Activity, Id)
{
    public static PushActivityPlace Of(PushHead push)
    {
        ArgumentNullException.ThrowIfNull(push);
        return new PushActivityPlace(push.LastActivityAt, push.Id);
    }
}

/// <summary>
/// A place among a repository's pushes by <see cref="PushOrder.Position"/>: those with a position, by position; then those without one,
/// by <see cref="PushHead.At"/>.
/// </summary>
public sealed record PushPlace(long? Position, DateTimeOffset At, long Id) : PushListPlace(PushOrder.Position, Id)
{
    public static PushPlace Of(PushHead push)
    {
        ArgumentNullException.ThrowIfNull(push);
        return new PushPlace(push.Recorded.Position, push.At, push.Id);
    }
}
