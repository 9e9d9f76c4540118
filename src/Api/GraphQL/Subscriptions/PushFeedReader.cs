using System.Runtime.CompilerServices;
using GraphQLServer;
using GroupResults.Application.Admission;
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
    internal IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(PushFeed feed, ClientId client, CancellationToken cancellationToken) =>
        feed.Revision is { } revision
            ? ReadPushAsync(feed, client, new PushKey(feed.Repository, revision), cancellationToken)
            : ReadRepositoryAsync(feed, client, cancellationToken);

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadPushAsync(
        PushFeed feed, ClientId client, PushKey push, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = signals.Watch(push); // Before the head is read: what comes in between is signalled.
        var head = await heads.FindAsync(push, cancellationToken);
        var place = OpaqueCursor.Version(feed.Since);
        if (feed.Since is null && head is not null) place = PushCursor.Of(head);
        else if (IsBehind(head, place)) place = null;
        while (true)
        {
            // A payload may have seen more than its signal told of; then the signal behind it brings nothing new.
            if (head is not null && place?.Covers(head) is not true
                && await events.GetAsync(feed, client, head, place, cancellationToken) is { } answer
                && place != PushCursor.Of(answer.Head))
            {
                place = PushCursor.Of(answer.Head);
                yield return answer.Bytes;
            }

            await watch.ChangedAsync(cancellationToken);
            head = await heads.FindAsync(push, cancellationToken);
            if (IsBehind(head, place)) place = null;
        }
    }

    /// <summary>
    /// Whether a head that was just read lacks what the place stands for: the reader knows changes that the database has lost, or has made
    /// its cursor up. Everything is the answer then.
    /// </summary>
    private static bool IsBehind(PushHead? head, PushCursor? place) =>
        head is not null && place is { } known && known.Covers(head) && known != PushCursor.Of(head);

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRepositoryAsync(
        PushFeed feed, ClientId client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = signals.Watch(feed.Repository);
        var told = new ToldRanges();
        while (true)
        {
            var changes = await watch.TakeAsync(cancellationToken)
                ?? throw new SubscriberTooSlowException("Changes came that could not be kept for this subscriber. Ask for the pushes and subscribe again.");
            foreach (var (signalled, since) in changes)
            {
                if (await heads.FindAsync(signalled.Push, cancellationToken) is not { } head || told.PlaceFor(head, since) is not { } place) continue;
                if (await events.GetAsync(feed, client, head, place, cancellationToken) is not { } answer) continue;
                if (place == PushCursor.Of(answer.Head)) continue;
                told.Add(place, answer.Head);
                yield return answer.Bytes;
            }
        }
    }
}
