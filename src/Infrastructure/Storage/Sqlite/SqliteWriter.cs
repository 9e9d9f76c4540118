using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The one connection that writes. Writers of this process wait here for each other without holding a thread; SQLite's
/// own wait, which sleeps, is left for other processes.
/// </summary>
internal sealed class SqliteWriter(SqliteDatabase database) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteWriterSession? _session;

    /// <summary>Runs <paramref name="work"/> in one transaction and returns after its commit is on disk.</summary>
    /// <param name="committed">Runs after the commit, before the next writer's turn.</param>
    internal async Task<T> RunAsync<T>(
        Func<SqliteWriterSession, T> work, CancellationToken cancellationToken, Action<T>? committed = null)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _session ??= new SqliteWriterSession(database.Open());
            var result = _session.Transact(work);
            committed?.Invoke(result);
            return result;
        }
        catch (SqliteException exception)
        {
            // A failed commit may leave the connection anywhere; the next writer gets a new one.
            _session?.Dispose();
            _session = null;
            if (SqliteFaults.ToRefusal(exception) is { } refusal) throw refusal;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _turn.Dispose();
    }
}

/// <summary>The writing connection and its statements, each compiled once.</summary>
internal sealed class SqliteWriterSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private SqliteTransaction? _transaction;

    internal T Transact<T>(Func<SqliteWriterSession, T> work)
    {
        using (_transaction = connection.BeginTransaction()) // BEGIN IMMEDIATE: the lock is taken before anything is read.
        {
            var result = work(this);
            _transaction.Commit();
            return result;
        }
    }

    /// <summary>The statement with its parameters <c>$1</c>, <c>$2</c>, … set.</summary>
    internal SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.Prepare(sql, [.. Enumerable.Range(1, values.Length).Select(number => $"${number}")]);
            _commands.Add(sql, command);
        }

        return command.With(_transaction, values);
    }

    internal int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        connection.Dispose();
    }
}
