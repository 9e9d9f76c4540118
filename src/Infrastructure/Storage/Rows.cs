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
}

/// <summary>A repository that has pushes; see <see cref="Sqlite.RepositoryTotals"/>.</summary>
internal sealed class RepositoryRow
{
    public required string Name { get; set; }

    /// <summary>How many rows of <see cref="PushRow"/> it has.</summary>
    public long Pushes { get; set; }
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
