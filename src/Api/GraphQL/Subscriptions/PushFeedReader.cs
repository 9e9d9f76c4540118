using System.Runtime.CompilerServices;
using GraphQLServer;
using GroupResults.Application.Admission;
using GroupResults.Application.Changes;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>
/// Reads a subscription's payloads: the next one when there is news and the subscriber asks for it. Nothing is queued. A slow
/// subscriber gets all changes since the last payload as one, and delays nobody. Invariant: each payload starts where the
/// previous one ended, so no change is missed.
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
        using var watch = signals.Watch(push); // Before the head is read, so that a change in between is signalled.
        var head = await heads.FindAsync(push, cancellationToken);
        var place = OpaqueCursor.Version(feed.Since);
        if (feed.Since is null && head is not null) place = PushCursor.Of(head);
        else if (IsBehind(head, place)) place = null;
        while (true)
        {
            // A payload may include changes whose signals come later; those signals then bring nothing new.
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
    /// Whether a head that was just read lacks changes that the place covers: the database has lost them, or the subscriber made its
    /// cursor up. The subscriber then gets everything.
    /// </summary>
    private static bool IsBehind(PushHead? head, PushCursor? place) =>
        head is not null && place is { } known && known.Covers(head) && known != PushCursor.Of(head);

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRepositoryAsync(
        PushFeed feed, ClientId client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = signals.Watch(feed.Repository);
        var delivered = new DeliveredRanges();
        while (true)
        {
            var changes = await watch.TakeAsync(cancellationToken)
                ?? throw new SubscriberTooSlowException("Some changes may have been missed. Query the pushes and subscribe again.");
            foreach (var (signalled, since) in changes)
            {
                if (await heads.FindAsync(signalled.Push, cancellationToken) is not { } head || delivered.PlaceFor(head, since) is not { } place) continue;
                if (await events.GetAsync(feed, client, head, place, cancellationToken) is not { } answer) continue;
                if (place == PushCursor.Of(answer.Head)) continue;
                delivered.Add(place, answer.Head);
                yield return answer.Bytes;
            }
        }
    }
}
