using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>The writing connection and its statements, each compiled once.</summary>
internal sealed class SqliteWriterSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>What the reports of the transaction share; made by the first of them, gone with the transaction.</summary>
    internal ReportTransaction? Reports { get; set; }

    /// <summary>Takes the write lock before anything is read: what is read then holds until the commit.</summary>
    internal void Begin() => Execute("BEGIN IMMEDIATE");

    /// <summary>Returns after the commit is on disk.</summary>
    /// <returns>The reports that are stored now.</returns>
    internal ReportTransaction? Commit()
    {
        var reports = Reports;
        reports?.WritePushes();
        Execute("COMMIT");
        reports?.PublishNames();
        Reports = null;
        return reports;
    }

    /// <summary>The statement with its parameters <c>$1</c>, <c>$2</c>, … set.</summary>
    internal SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.Prepare(sql, [.. Enumerable.Range(1, values.Length).Select(number => $"${number}")]);
            _commands.Add(sql, command);
        }

        return command.With(null, values);
    }

    internal int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        connection.Dispose();
    }
}
