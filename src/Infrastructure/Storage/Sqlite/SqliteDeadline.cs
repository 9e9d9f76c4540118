using GroupResults.Application;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Ends the statements of a connection when nobody wants their result any more, or when they take too long: SQLite looks here after
/// every so many steps. Its own interrupt would not do: it is lost on a statement that begins a moment later.
/// </summary>
internal sealed class SqliteDeadline : IDisposable
{
    /// <summary>Far less than a millisecond's.</summary>
    private const int StepsBetweenChecks = 1000;

    private readonly SqliteConnection _connection;
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _timer;

    /// <param name="connection">Open, and to stay so for as long as this is not disposed of.</param>
    internal SqliteDeadline(SqliteConnection connection, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        _connection = connection;
        _timeout = timeout;
        _cancellationToken = cancellationToken;
        _timer = new CancellationTokenSource(timeout, time);
        raw.sqlite3_progress_handler(connection.Handle, StepsBetweenChecks, static state => ((SqliteDeadline)state).IsExpired ? 1 : 0, this);
    }

    private bool IsExpired => _cancellationToken.IsCancellationRequested || _timer.IsCancellationRequested;

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
        : new UnavailableException($"The storage took longer than {_timeout:c} for this.", exception);
}
