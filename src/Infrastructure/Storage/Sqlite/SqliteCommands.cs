using GroupResults.Domain.Pushes;
using Microsoft.Data.Sqlite;

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
    internal const string SelectHead = "SELECT Id, Incarnation, Version, FirstSeenAt, LastActivityAt, Epoch, Counter FROM Pushes WHERE Repository = $1 AND Revision = $2";

    internal static PushHead GetHead(this SqliteDataReader reader, PushKey push) => new(
        reader.GetInt64(0),
        push,
        new Incarnation(unchecked((ulong)reader.GetInt64(1))),
        reader.GetInt64(2),
        reader.GetTime(3),
        reader.GetTime(4),
        reader.GetStamp(5));

    /// <summary>One row per epoch; the epoch that changed the database last comes last. See <see cref="EpochRow"/>.</summary>
    internal const string SelectHistory = "SELECT Epoch, Counter FROM Epochs ORDER BY Id";

    /// <param name="ordinal">The column of the epoch; the counter follows.</param>
    internal static ChangeStamp GetStamp(this SqliteDataReader reader, int ordinal) =>
        new(new Epoch(unchecked((ulong)reader.GetInt64(ordinal))), reader.GetInt64(ordinal + 1));

    internal static DateTimeOffset GetTime(this SqliteDataReader reader, int ordinal) => new(reader.GetInt64(ordinal), TimeSpan.Zero);
}
