using GroupResults.Application;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Interrupts a connection's statements on cancellation or timeout. SQLite calls back after a number of steps. Its own
/// interrupt function is not used, because it has no effect on a statement that begins a moment later.
/// </summary>
internal sealed class SqliteDeadline : IDisposable
{
    /// <summary>Takes far less than a millisecond.</summary>
    private const int StepsBetweenChecks = 1000;

    private readonly SqliteConnection _connection;
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _timer;

    /// <param name="connection">An open connection. It must stay open until this is disposed.</param>
    internal SqliteDeadline(SqliteConnection connection, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        _connection = connection;
        _timeout = timeout;
        _cancellationToken = cancellationToken;
        _timer = new CancellationTokenSource(timeout, time);
        raw.sqlite3_progress_handler(connection.Handle, StepsBetweenChecks, static state => ((SqliteDeadline)state).IsExpired ? 1 : 0, this);
    }

    private bool IsExpired => _cancellationToken.IsCancellationRequested || _timer.IsCancellationRequested;

    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    /// <exception cref="UnavailableException">The timeout expired.</exception>
    internal T Run<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw Translate(exception);
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
            throw Translate(exception);
        }
    }

    public void Dispose()
    {
        raw.sqlite3_progress_handler(_connection.Handle, 0, null, null);
        _timer.Dispose();
    }

    private Exception Translate(SqliteException exception) => _cancellationToken.IsCancellationRequested
        ? new OperationCanceledException(_cancellationToken)
        : new UnavailableException($"The storage did not answer within {_timeout:c}.", exception);
}
