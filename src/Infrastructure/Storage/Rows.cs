namespace GroupResults.Infrastructure.Storage;

/// <summary>A push. Its contents may change only together with <see cref="Version"/>.</summary>
internal sealed class PushRow
{
    public long Id { get; set; }

    public required string Repository { get; set; }

    public required string Revision { get; set; }

    /// <summary>64 random bits, as a signed number.</summary>
    public long Incarnation { get; set; }

    public long Version { get; set; }

    public long FirstSeenAt { get; set; }

    public long LastActivityAt { get; set; }

    /// <summary>
    /// The stamp of the change that made <see cref="Version"/>, together with <see cref="Counter"/>; 64 random bits, as a
    /// signed number.
    /// </summary>
    public long Epoch { get; set; }

    public long Counter { get; set; }

    /// <summary>The version after the last change of results, with its stamp.</summary>
    public long ResultsVersion { get; set; }

    public long ResultsEpoch { get; set; }

    public long ResultsCounter { get; set; }

    /// <summary>See <see cref="Domain.Pushes.RecordedPush"/>; so are the next three.</summary>
    public string? ParentRevision { get; set; }

    public long? Position { get; set; }

    public long? PushedAt { get; set; }

    public string? Author { get; set; }

    /// <summary>When it was pushed; if that is not known, when it was first seen. The database computes it.</summary>
    public long At { get; set; }

    /// <summary>See <see cref="Domain.Pushes.PushHead.IsComplete"/>.</summary>
    public bool IsComplete { get; set; }

    /// <summary>
    /// The least number of task runs that must still change before all that is expected has ended; 0 if it has. Null where
    /// nothing is expected or more may come.
    /// </summary>
    public int? ChangesUntilComplete { get; set; }

    /// <summary>How many of its task runs have an ERROR.</summary>
    public int FailedRuns { get; set; }

    /// <summary>The database computes it.</summary>
    public bool HasFailures { get; set; }

    /// <summary>
    /// The version of results that the push's roll-ups were made from, with its epoch; null if there are none. They count while both are
    /// those of the results.
    /// </summary>
    public long? RolledUpVersion { get; set; }

    public long? RolledUpEpoch { get; set; }
}

/// <summary>A repository that has pushes; see <see cref="Sqlite.RepositoryTotals"/>.</summary>
internal sealed class RepositoryRow
{
    /// <summary>A small number that stands for the name; see <see cref="GroupRollupRow"/>.</summary>
    public long Id { get; set; }

    public required string Name { get; set; }

    /// <summary>How many rows of <see cref="PushRow"/> it has.</summary>
    public long Pushes { get; set; }

    /// <summary>
    /// The stamp of the last transaction that changed any of its pushes, together with <see cref="Counter"/>. After a
    /// deletion, a stamp that no transaction has.
    /// </summary>
    public long Epoch { get; set; }

    public long Counter { get; set; }
}

/// <summary>A writer's epoch and its last change; see <see cref="Domain.Pushes.Epoch"/>. Old epochs are deleted.</summary>
internal sealed class EpochRow
{
    /// <summary>Raised whenever another epoch changes the database; the highest id belongs to the epoch that changed it last.</summary>
    public long Id { get; set; }

    /// <summary>64 random bits, as a signed number.</summary>
    public long Epoch { get; set; }

    /// <summary>The number of the epoch's transactions that changed anything.</summary>
    public long Counter { get; set; }
}

/// <summary>A task run with its results packed into a blob. It takes about 12 bytes per result; one row per result takes 50.</summary>
internal sealed class TaskRunRow
{
    /// <summary>
    /// Combines the push's id with the version of the first report; see <see cref="TaskRunId"/>. A push's rows are
    /// therefore adjacent and in the order of their first report, even if many pushes report at once.
    /// </summary>
    public long Id { get; set; }

    public long PushId { get; set; }

    public required string TaskId { get; set; }

    public int RunId { get; set; }

    /// <summary>See <see cref="JobNameRow"/>.</summary>
    public int? JobNameId { get; set; }

    /// <summary>The push's version after the last change of this row.</summary>
    public long Version { get; set; }

    /// <summary>See <see cref="Domain.Results.PackedResults"/>.</summary>
    public required byte[] Results { get; set; }

    /// <summary>See <see cref="RunPropertiesRow"/>; null if the reports said nothing.</summary>
    public int? PropertiesId { get; set; }

    /// <summary>Null for rows that are older than this column.</summary>
    public long? FirstReportedAt { get; set; }
}

/// <summary>What was told of a task run beside its report. The table has no row ids, so a push's rows are adjacent.</summary>
internal sealed class TaskStateRow
{
    public long PushId { get; set; }

    public required string TaskId { get; set; }

    public int RunId { get; set; }

    /// <summary>See <see cref="Domain.Runs.TaskRunState"/>. A report may have completed the run since.</summary>
    public int State { get; set; }

    public int? JobNameId { get; set; }

    public int? PropertiesId { get; set; }

    /// <summary>The push's version after the first state of the run.</summary>
    public long FirstVersion { get; set; }

    /// <summary>The push's version after the last change of this row.</summary>
    public long Version { get; set; }
}

/// <summary>What a push is expected to run.</summary>
internal sealed class ExpectedTasksRow
{
    public long PushId { get; set; }

    public bool IsFinal { get; set; }

    /// <summary>See <see cref="Sqlite.Facts.PackedTasks"/>.</summary>
    public required byte[] Tasks { get; set; }
}

/// <summary>A standing classification of a group or a task; see <see cref="Domain.Classifications.Classification"/>.</summary>
internal sealed class ClassificationRow
{
    /// <summary>Rises, so it orders a push's classifications.</summary>
    public long Id { get; set; }

    public long PushId { get; set; }

    public int? GroupId { get; set; }

    public string? TaskId { get; set; }

    public int Kind { get; set; }

    public string? FixedBy { get; set; }

    public long? Bug { get; set; }

    public string? Note { get; set; }

    public long At { get; set; }

    public string? By { get; set; }

    /// <summary>The push's version after it was made.</summary>
    public long Version { get; set; }
}

/// <summary>
/// What the tasks of a push say of neighbouring groups, merged. A repository's rows of the same groups are adjacent, in the order in which
/// the pushes were created: the history of a group reads little else.
/// </summary>
internal sealed class GroupRollupRow
{
    /// <summary>See <see cref="Sqlite.Rollups.RollupId"/>.</summary>
    public long Id { get; set; }

    public long PushId { get; set; }

    /// <summary>See <see cref="Domain.Verdicts.PackedTaskResults"/>. Labels are <see cref="Sqlite.Rollups.LabelCode"/>s.</summary>
    public required byte[] Results { get; set; }
}

/// <summary>What a push says of all its groups together; see <see cref="Application.Rollups.PushSummary"/>.</summary>
internal sealed class PushSummaryRow
{
    public long PushId { get; set; }

    public int Ran { get; set; }

    public int Failed { get; set; }

    public required byte[] RanGroups { get; set; }

    public required byte[] FlakyGroups { get; set; }
}

/// <summary>A row of a dictionary of names. A name appears once and keeps its id.</summary>
internal abstract class NameRow
{
    public int Id { get; set; }

    /// <summary>
    /// The hash that the name is found by; see <see cref="Sqlite.NameIds.HashOf"/>. Names may share a hash. Names are
    /// unique, because searching and storing happen in one write transaction.
    /// </summary>
    public int Hash { get; set; }

    public required string Name { get; set; }
}

internal sealed class GroupRow : NameRow;

/// <summary>A job name. Job names recur with each push, so task runs hold only the id.</summary>
internal sealed class JobNameRow : NameRow;

/// <summary>Properties of task runs, which recur as job names do. The name is their text; see <see cref="Sqlite.Facts.PropertiesText"/>.</summary>
internal sealed class RunPropertiesRow : NameRow;

/// <summary>A pending warm-up of a push.</summary>
internal sealed class WarmUpRow
{
    public long PushId { get; set; }

    public long DueAt { get; set; }

    public int Attempts { get; set; }

    public long? LeaseUntil { get; set; }

    /// <summary>The token of the claim that holds the lease.</summary>
    public long? Token { get; set; }
}

/// <summary>An access token; see <see cref="Domain.Access.AccessToken"/>.</summary>
internal sealed class AccessTokenRow
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    /// <summary>The bits of <see cref="Domain.Access.AccessScopes"/>.</summary>
    public int Scopes { get; set; }

    /// <summary>Separated by commas, which repository names cannot contain; empty for all.</summary>
    public required string Repositories { get; set; }

    /// <summary>SHA-256 of the secret; see <see cref="Domain.Access.TokenSecret"/>.</summary>
    public required byte[] Hash { get; set; }

    public long CreatedAt { get; set; }

    public long? ExpiresAt { get; set; }

    public long? RevokedAt { get; set; }
}

/// <summary>Builds a task run's id from 31 bits of push id and 32 bits of version.</summary>
internal static class TaskRunId
{
    private const int VersionBits = 32;

    internal static long For(long pushId, long firstVersion) => checked((pushId * (1L << VersionBits)) + (uint)firstVersion);

    internal static long FirstVersion(long id) => id & ((1L << VersionBits) - 1);

    internal static (long From, long To) Range(long pushId) => (For(pushId, 0), For(pushId, uint.MaxValue));
}
