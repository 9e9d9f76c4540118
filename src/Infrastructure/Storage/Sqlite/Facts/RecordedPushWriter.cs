using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>Writes what is recorded of pushes. It is no activity.</summary>
internal sealed class RecordedPushWriter(PushTransaction pushes)
{
    private const string FindPosition = "SELECT Revision FROM Pushes WHERE Repository = $1 AND Position = $2 AND Revision <> $3";

    private const string Update = "UPDATE Pushes SET ParentRevision = $2, Position = $3, PushedAt = $4, Author = $5 WHERE Id = $1";

    /// <returns>The revision of the push that has the position; then nothing is stored.</returns>
    internal (PushOutcome? Outcome, string? TakenBy) Record(PushKey key, RecordedPush told, DateTimeOffset now)
    {
        // Checked before any write, because the other work of the transaction continues without this one.
        if (told.Position is { } position && pushes.Session.Command(FindPosition, key.Repository, position, key.Revision).ExecuteScalar() is string other)
            return (null, other);

        var push = pushes.Open(key, now);
        var known = push.Head.Recorded;
        var recorded = told.Or(known);
        if (recorded != known)
        {
            // At once, not with the push at the end: positions are looked for in the table.
            pushes.Session.Execute(
                Update, push.Head.Id, recorded.ParentRevision, recorded.Position, recorded.PushedAt?.UtcTicks, recorded.Author);
            push.Record(recorded);
        }

        return (pushes.Tell(push, recorded != known, activityAt: null), null);
    }
}
