using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>A push as the changes of an open transaction have left it so far. Its row is written at the end.</summary>
/// <param name="stored">As the transaction found it; its version is 0 if the transaction has created it.</param>
/// <param name="changesUntilComplete">See <see cref="PushRow.ChangesUntilComplete"/>.</param>
internal sealed class OpenPush(PushHead stored, int? changesUntilComplete)
{
    internal PushHead Stored { get; } = stored;

    internal PushHead Head { get; private set; } = stored;

    internal int? ChangesUntilComplete { get; set; } = changesUntilComplete;

    internal bool IsChanged => Head.Version != Stored.Version;

    /// <summary>Whether a change of the transaction counts as activity.</summary>
    internal bool IsActive { get; private set; }

    /// <summary>By how much the transaction has changed <see cref="PushRow.FailedRuns"/>.</summary>
    internal int MoreFailedRuns { get; set; }

    /// <summary>How many of the transaction's changes may each have ended an expected task.</summary>
    internal int Endings { get; set; }

    /// <summary>Whether a state has named the job or the properties of a run that has reported.</summary>
    internal bool HasNewLabels { get; set; }

    /// <summary>Whether the transaction has replaced what is expected.</summary>
    internal bool IsExpectedAnew { get; set; }

    /// <summary>The version that the next change makes.</summary>
    internal long NextVersion => Head.Version + 1;

    internal void ChangeResults(ChangeStamp stamp, DateTimeOffset now)
    {
        Head = ActiveAt(now) with { Version = NextVersion, Stamp = stamp, EarlierResults = null };
        Endings++;
    }

    /// <param name="activityAt">Null for a fact that is no activity.</param>
    internal void ChangeFacts(ChangeStamp stamp, DateTimeOffset? activityAt)
    {
        var results = Head.Results;
        Head = (activityAt is { } now ? ActiveAt(now) : Head) with { Version = NextVersion, Stamp = stamp, EarlierResults = results };
    }

    /// <summary>
    /// A correction of the clock, which leaves a complete push complete. It counts as a change of results, so that answers with
    /// times of the wrong clock go.
    /// </summary>
    internal void ResetActivity(ChangeStamp stamp, DateTimeOffset now) => Head = ActiveAt(now) with
    {
        Version = NextVersion,
        Stamp = stamp,
        EarlierResults = null,
        IsComplete = Head.IsComplete,
    };

    internal void Record(RecordedPush recorded) => Head = Head with { Recorded = recorded };

    internal void Complete() => Head = Head with { IsComplete = true };

    private PushHead ActiveAt(DateTimeOffset now)
    {
        IsActive = true;
        return Head with { LastActivityAt = now, IsComplete = false };
    }
}

/// <summary>What a report or a fact has made of its push.</summary>
internal readonly record struct PushOutcome(OpenPush Push, PushHead Head, bool Changed)
{
    /// <summary>The head that was committed, if this was the last change of its push in the transaction. Read it after the commit.</summary>
    internal PushHead Committed => Push.Head.Version == Head.Version ? Push.Head : Head;
}
