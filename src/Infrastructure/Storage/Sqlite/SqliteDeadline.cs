using GroupResults.Application;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Ends the statement that runs on a connection when nobody wants its result any more, or when it takes too long: SQLite's own
/// interrupt, which is the only one that reaches into a statement. What is not running is not touched.
/// </summary>
internal sealed class SqliteDeadline : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenRegistration _onTimeout;
    private readonly CancellationTokenRegistration _onCancel;

    internal SqliteDeadline(SqliteConnection connection, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        _timeout = timeout;
        _cancellationToken = cancellationToken;
        _timer = new CancellationTokenSource(timeout, time);
        _onTimeout = _timer.Token.UnsafeRegister(Interrupt, connection);
        _onCancel = cancellationToken.UnsafeRegister(Interrupt, connection);
    }

    /// <exception cref="OperationCanceledException">Nobody wanted it any more.</exception>
    /// <exception cref="UnavailableException">It took too long.</exception>
    internal T Run<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw Meaning(exception);
        }
    }

    /// <inheritdoc cref="Run"/>
    internal async Task<T> RunAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw Meaning(exception);
        }
    }

    /// <summary>Waits for an interrupt that is under way: none comes to what the connection does next.</summary>
    public void Dispose()
    {
        _onCancel.Dispose();
        _onTimeout.Dispose();
        _timer.Dispose();
    }

    private Exception Meaning(SqliteException exception) => _cancellationToken.IsCancellationRequested
        ? new OperationCanceledException(_cancellationToken)
        : new UnavailableException($"The storage took longer than {_timeout:c} for this.", exception);

    private static void Interrupt(object? connection) => raw.sqlite3_interrupt(((SqliteConnection)connection!).Handle);
}
