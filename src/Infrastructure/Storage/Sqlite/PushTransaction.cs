using GroupResults.Application.Changes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure.Storage.Sqlite.Facts;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// What the reports and facts of one transaction share: new names and changed pushes. Each change raises its push's version
/// and sees the changes before it. Pushes and warm-ups are written once, at the end.
/// </summary>
internal sealed class PushTransaction(SqliteWriterSession session, StabilityPolicy policy, ChangePublisher changes)
{
    private const string InsertPush =
        """
        INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt, Epoch, Counter, ResultsVersion, ResultsEpoch, ResultsCounter, IsComplete)
        VALUES ($1, $2, $3, 0, $4, $4, 0, 0, 0, 0, 0, 0) RETURNING Id
        """;

    private const string UpdatePush =
        """
        UPDATE Pushes SET
            Version = $2, LastActivityAt = $3, Epoch = $4, Counter = $5, ResultsVersion = $6, ResultsEpoch = $7, ResultsCounter = $8,
            IsComplete = $9, ChangesUntilComplete = $10, RolledUpVersion = iif($11, NULL, RolledUpVersion)
        WHERE Id = $1
        """;

    /// <summary>Apart, because an index is written with each column that it has.</summary>
    private const string CountFailedRuns = "UPDATE Pushes SET FailedRuns = FailedRuns + $2 WHERE Id = $1";

    private const string MoveWarmUp =
        """
        INSERT INTO WarmUps (PushId, DueAt, Attempts) VALUES ($1, $2, 0)
        ON CONFLICT (PushId) DO UPDATE SET DueAt = excluded.DueAt, Attempts = 0, LeaseUntil = NULL, Token = NULL
        """;

    private const string FindProperties = "SELECT Name FROM RunProperties WHERE Id = $1";

    private readonly TransactionNames _properties = new(session, session.Properties);
    private readonly Dictionary<PushKey, OpenPush> _pushes = [];

    internal SqliteWriterSession Session => session;

    internal TransactionNames Groups { get; } = new(session, session.Groups);

    internal TransactionNames JobNames { get; } = new(session, session.JobNames);

    /// <summary>The push, which is created if it is not stored.</summary>
    internal OpenPush Open(PushKey key, DateTimeOffset now)
    {
        if (_pushes.TryGetValue(key, out var push)) return push;
        push = Find(key) ?? Create(key, now);
        _pushes.Add(key, push);
        return push;
    }

    /// <param name="isChanged">False if the same was known before. It still changes a push that it has created.</param>
    /// <param name="activityAt">Null for a fact that is no activity.</param>
    internal PushOutcome Tell(OpenPush push, bool isChanged, DateTimeOffset? activityAt)
    {
        isChanged |= push.Head.Version == 0;
        if (isChanged) push.ChangeFacts(session.Stamp, activityAt);
        return new PushOutcome(push, push.Head, isChanged);
    }

    /// <summary>Resets the push's activity and nothing else. Returns false if a change of this transaction has already done so.</summary>
    internal bool ResetFutureActivity(PushKey key, DateTimeOffset now)
    {
        var push = Open(key, now);
        if (push.Head.LastActivityAt <= now) return false;
        push.ResetActivity(session.Stamp, now);
        return true;
    }

    internal int? PropertiesIdOf(RunProperties properties) => PropertiesText.Of(properties) is { } text ? _properties.IdOf(text) : null;

    /// <summary>The id of <paramref name="told"/> with what they lack taken from the known ones.</summary>
    internal int? PropertiesIdOf(RunProperties told, int? knownId)
    {
        var id = PropertiesIdOf(told);
        if (id is null || knownId is null || id == knownId) return id ?? knownId;
        return PropertiesIdOf(told.Or(PropertiesOf(knownId)));
    }

    internal RunProperties PropertiesOf(int? id) =>
        id is null ? RunProperties.None : PropertiesText.Parse((string)session.Command(FindProperties, id).ExecuteScalar()!);

    /// <summary>Call before the commit.</summary>
    internal void WritePushes()
    {
        foreach (var push in _pushes.Values)
        {
            if (push.IsChanged) Write(push);
        }
    }

    /// <summary>Call after the commit.</summary>
    internal void PublishNames()
    {
        Groups.Publish();
        JobNames.Publish();
        _properties.Publish();
    }

    /// <summary>Call after the commit.</summary>
    internal void PublishChanges()
    {
        foreach (var push in _pushes.Values)
        {
            if (push.IsChanged) changes.Publish(new PushChange(push.Head, PushCursor.Of(push.Stored)) { ResultsBefore = push.Stored.Results });
        }
    }

    private void Write(OpenPush push)
    {
        new CompletionCheck(session).Settle(push);
        var head = push.Head;
        var (epoch, counter) = head.Stamp;
        var (resultsVersion, (resultsEpoch, resultsCounter)) = head.Results;
        session.Execute(
            UpdatePush,
            head.Id,
            head.Version,
            head.LastActivityAt.UtcTicks,
            unchecked((long)epoch.Value),
            counter,
            resultsVersion,
            unchecked((long)resultsEpoch.Value),
            resultsCounter,
            head.IsComplete ? 1 : 0,
            push.ChangesUntilComplete,
            push.HasNewLabels ? 1 : 0); // Roll-ups have labels, and the version of results stays as it is.
        if (push.MoreFailedRuns != 0) session.Execute(CountFailedRuns, head.Id, push.MoreFailedRuns);
        if (push.IsActive) session.Execute(MoveWarmUp, head.Id, policy.WarmUpDueAt(head).UtcTicks);
    }

    private OpenPush? Find(PushKey key)
    {
        using var reader = session.Command(SqliteCommands.SelectHead, key.Repository, key.Revision).ExecuteReader();
        return reader.Read() ? new OpenPush(reader.GetHead(key), reader.GetChangesUntilComplete()) : null;
    }

    private OpenPush Create(PushKey key, DateTimeOffset now)
    {
        var incarnation = Incarnation.Draw();
        var id = (long)session.Command(InsertPush, key.Repository, key.Revision, unchecked((long)incarnation.Value), now.UtcTicks).ExecuteScalar()!;
        return new OpenPush(new PushHead(id, key, incarnation, 0, now, now, default), null);
    }
}
