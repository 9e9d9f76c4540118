namespace GroupResults.Infrastructure.Storage;

/// <summary>One push. Its contents may change only together with <see cref="Version"/>.</summary>
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

    /// <summary>With <see cref="Counter"/> the stamp of the change that made <see cref="Version"/>; 64 random bits, as a signed number.</summary>
    public long Epoch { get; set; }

    public long Counter { get; set; }
}

/// <summary>How far a writer's epoch has come; see <see cref="Domain.Pushes.Epoch"/>. Epochs of long ago are forgotten.</summary>
internal sealed class EpochRow
{
    /// <summary>Rises whenever another epoch changes the database: the epoch with the highest did so last.</summary>
    public long Id { get; set; }

    /// <summary>64 random bits, as a signed number.</summary>
    public long Epoch { get; set; }

    /// <summary>Raised by 1 in each transaction of the epoch that changes anything.</summary>
    public long Counter { get; set; }
}

/// <summary>One task run with its results packed into a blob: about 12 bytes a result in all, where a row a result takes 50.</summary>
internal sealed class TaskRunRow
{
    /// <summary>
    /// See <see cref="TaskRunId"/>: made of the push's id and the version that the first report made, so that a push's
    /// rows lie side by side in the order of their first report, however many pushes report at once.
    /// </summary>
    public long Id { get; set; }

    public long PushId { get; set; }

    public required string TaskId { get; set; }

    public int RunId { get; set; }

    /// <summary>See <see cref="JobNameRow"/>.</summary>
    public int? JobNameId { get; set; }

    /// <summary>The push's version that last changed this row.</summary>
    public long Version { get; set; }

    /// <summary>See <see cref="Domain.Results.PackedResults"/>.</summary>
    public required byte[] Results { get; set; }
}

/// <summary>A dictionary of names. A name stands in it once, and keeps its id.</summary>
internal abstract class NameRow
{
    public int Id { get; set; }

    /// <summary>
    /// What the name is found by; see <see cref="Sqlite.NameIds.HashOf"/>. Several names may share a hash; that none stands
    /// twice follows from searching and storing in one write transaction.
    /// </summary>
    public int Hash { get; set; }

    public required string Name { get; set; }
}

internal sealed class GroupRow : NameRow;

/// <summary>Job names come again with each push, so a task run holds only the id.</summary>
internal sealed class JobNameRow : NameRow;

/// <summary>A push that is still to be warmed.</summary>
internal sealed class WarmUpRow
{
    public long PushId { get; set; }

    public long DueAt { get; set; }

    public int Attempts { get; set; }

    public long? LeaseUntil { get; set; }

    /// <summary>Of the claim that holds the lease.</summary>
    public long? Token { get; set; }
}

/// <summary>One access token; see <see cref="Domain.Access.AccessToken"/>.</summary>
internal sealed class AccessTokenRow
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    /// <summary>The bits of <see cref="Domain.Access.AccessScopes"/>.</summary>
    public int Scopes { get; set; }

    /// <summary>With commas between them, which are in no repository's name; empty for all.</summary>
    public required string Repositories { get; set; }

    /// <summary>SHA-256 of the secret; see <see cref="Domain.Access.TokenSecret"/>.</summary>
    public required byte[] Hash { get; set; }

    public long CreatedAt { get; set; }

    public long? ExpiresAt { get; set; }

    public long? RevokedAt { get; set; }
}

/// <summary>How a task run's id is made: 31 bits of push id, 32 bits of version.</summary>
internal static class TaskRunId
{
    private const int VersionBits = 32;

    internal static long For(long pushId, long firstVersion) => checked((pushId * (1L << VersionBits)) + (uint)firstVersion);

    internal static long FirstVersion(long id) => id & ((1L << VersionBits) - 1);

    internal static (long From, long To) Range(long pushId) => (For(pushId, 0), For(pushId, uint.MaxValue));
}
