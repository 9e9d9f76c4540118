using GroupResults.Domain.Pushes;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Helpers for plain ADO.NET.</summary>
internal static class SqliteCommands
{
    internal static void Execute(this SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>Creates a command to be reused, so its statement is compiled once.</summary>
    internal static SqliteCommand Prepare(this SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        return command;
    }

    internal static SqliteCommand With(this SqliteCommand command, SqliteTransaction? transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    /// <summary>The columns of a head, in the order that <see cref="GetHead"/> reads.</summary>
    private const string HeadColumns =
        """
        Pushes.Id, Incarnation, Version, FirstSeenAt, LastActivityAt, Pushes.Epoch, Pushes.Counter, ResultsVersion, ResultsEpoch, ResultsCounter,
        IsComplete, ParentRevision, Position, PushedAt, Author, ChangesUntilComplete
        """;

    internal const string SelectHead = $"SELECT {HeadColumns} FROM Pushes WHERE Repository = $1 AND Revision = $2";

    /// <summary>For <see cref="GetHeadOf"/>; an index or a condition follows.</summary>
    internal const string SelectHeads = $"SELECT {HeadColumns}, Revision FROM Pushes";

    /// <summary>For <see cref="GetHeadOf"/>. In the order of the index, g follows the digits of a revision.</summary>
    internal const string SelectHeadsByPrefix =
        $"{SelectHeads} WHERE Repository = $1 AND Revision >= $2 AND Revision < $2 || 'g' ORDER BY Revision LIMIT $3";

    /// <summary>For <see cref="GetHeadInRepository"/>; a condition and an order follow.</summary>
    internal const string SelectInRepository =
        $"SELECT {HeadColumns}, Revision, Repositories.Epoch, Repositories.Counter FROM Pushes JOIN Repositories ON Name = Repository";

    /// <summary>For <see cref="GetHeadInRepository"/>.</summary>
    internal const string SelectHeadInRepository = $"{SelectInRepository} WHERE Repository = $1 AND Revision = $2";

    /// <summary>For <see cref="GetHeadInRepository"/>.</summary>
    internal const string SelectHeadBefore = $"{SelectInRepository} WHERE Repository = $1 AND Position < $2 ORDER BY Position DESC LIMIT 1";

    internal static PushHead GetHead(this SqliteDataReader reader, PushKey push)
    {
        var (version, resultsVersion) = (reader.GetInt64(2), reader.GetInt64(7));
        return new PushHead(
            reader.GetInt64(0),
            push,
            new Incarnation(unchecked((ulong)reader.GetInt64(1))),
            version,
            reader.GetTime(3),
            reader.GetTime(4),
            reader.GetStamp(5))
        {
            EarlierResults = resultsVersion == version ? null : new ResultsChange(resultsVersion, reader.GetStamp(8)),
            IsComplete = reader.GetBoolean(10),
            Recorded = reader.GetRecorded(),
        };
    }

    internal static PushHead GetHeadOf(this SqliteDataReader reader, string repository) =>
        reader.GetHead(new PushKey(repository, reader.GetString(16)));

    internal static PushHead GetHeadInRepository(this SqliteDataReader reader, string repository) =>
        reader.GetHeadOf(repository) with { Repository = reader.GetStamp(17) };

    /// <summary>See <see cref="PushRow.ChangesUntilComplete"/>; a column of <see cref="SelectHead"/>.</summary>
    internal static int? GetChangesUntilComplete(this SqliteDataReader reader) => reader.GetInt32OrNull(15);

    private static RecordedPush GetRecorded(this SqliteDataReader reader)
    {
        var (parent, position, pushedAt, author) = (
            reader.GetStringOrNull(11), reader.GetInt64OrNull(12), reader.GetInt64OrNull(13), reader.GetStringOrNull(14));
        return (parent, position, pushedAt, author) is (null, null, null, null)
            ? RecordedPush.Nothing
            : new RecordedPush(parent, position, pushedAt is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null, author);
    }

    /// <summary>One row per epoch; the epoch that changed the database last comes last. See <see cref="EpochRow"/>.</summary>
    internal const string SelectHistory = "SELECT Epoch, Counter FROM Epochs ORDER BY Id";

    /// <param name="ordinal">The column of the epoch; the counter follows.</param>
    internal static ChangeStamp GetStamp(this SqliteDataReader reader, int ordinal) =>
        new(new Epoch(unchecked((ulong)reader.GetInt64(ordinal))), reader.GetInt64(ordinal + 1));

    internal static int? GetInt32OrNull(this SqliteDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt32(ordinal);

    internal static long? GetInt64OrNull(this SqliteDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt64(ordinal);

    /// <summary>The value in SQLite's own memory. It is valid until the next row is read.</summary>
    internal static ReadOnlySpan<byte> GetBlob(this SqliteDataReader reader, int ordinal) => raw.sqlite3_column_blob(reader.Handle, ordinal);

    internal static string? GetStringOrNull(this SqliteDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    internal static DateTimeOffset GetTime(this SqliteDataReader reader, int ordinal) => new(reader.GetInt64(ordinal), TimeSpan.Zero);
}
