using System.Runtime.CompilerServices;
using GroupResults.Application.Changes;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>
/// Reads a subscription's payloads, one when there is something new and its reader asks for the next. Nothing is queued:
/// a reader that takes its time gets what happened meanwhile as one change, and holds nobody up. Invariant: each payload
/// begins where the one before it ended, so that none of the changes is missed.
/// </summary>
internal sealed class PushFeedReader(PushSignals signals, IPushHeads heads, PushEvents events)
{
    internal IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(PushFeed feed, CancellationToken cancellationToken) =>
        feed.Revision is { } revision
            ? ReadPushAsync(feed, new PushKey(feed.Repository, revision), cancellationToken)
            : ReadRepositoryAsync(feed, cancellationToken);

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadPushAsync(
        PushFeed feed, PushKey push, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = signals.Watch(push); // Before the head is read: what comes in between is signalled.
        var head = await heads.FindAsync(push, cancellationToken);
        var place = OpaqueCursor.Version(feed.Since);
        if (feed.Since is null && head is not null) place = PushCursor.Of(head);
        while (true)
        {
            if (head is not null && place != PushCursor.Of(head)
                && await events.GetAsync(feed, head, place, cancellationToken) is { } answer)
            {
                place = PushCursor.Of(answer.Head);
                yield return answer.Bytes;
            }

            head = await watch.ChangedAsync(cancellationToken);
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRepositoryAsync(PushFeed feed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = signals.Watch(feed.Repository);
        Dictionary<PushKey, PushCursor> reached = [];
        while (true)
        {
            var changes = await watch.TakeAsync(cancellationToken)
                ?? throw new SubscriberTooSlowException($"More than {RepositoryWatch.MaxPushes} pushes have changed since the last change was taken.");
            Dictionary<PushKey, PushCursor> places = [];
            foreach (var (head, since) in changes)
            {
                // The payload before may have seen some of it already.
                var place = reached.TryGetValue(head.Push, out var last) && last.Incarnation == since.Incarnation && last.Version > since.Version ? last : since;
                places[head.Push] = place;
                if (place.Version >= head.Version || await events.GetAsync(feed, head, place, cancellationToken) is not { } answer) continue;
                places[head.Push] = PushCursor.Of(answer.Head);
                yield return answer.Bytes;
            }

            reached = places;
        }
    }
}

/// <summary>A subscriber that does not take what it asked for. The message is for it.</summary>
internal sealed class SubscriberTooSlowException(string message) : Exception(message);
