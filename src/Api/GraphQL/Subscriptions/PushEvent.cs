using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>Something to tell subscribers: the value at the root of one execution of their operation.</summary>
/// <param name="since">What they know already; null where that is nothing.</param>
internal sealed class PushEvent(PushKey push, PushCursor? since)
{
    internal PushKey Push { get; } = push;

    internal PushCursor? Since { get; } = since;

    /// <summary>Set when the operation is executed.</summary>
    internal PushChanges? Changes { get; set; }

    /// <summary>Set where there is no such push any more.</summary>
    internal bool IsGone { get; set; }
}
