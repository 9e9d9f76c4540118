using GroupResults.Application;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Translates SQLite's errors to errors for clients.</summary>
internal static class SqliteFaults
{
    /// <summary>The lock may be held for a while, for example by a backup or another instance's migration.</summary>
    private static readonly TimeSpan RetryAfterBusy = TimeSpan.FromSeconds(5);

    /// <summary>For EF Core queries, which throw SQLite's errors.</summary>
    internal static async Task<T> TranslateAsync<T>(this StorageStatus status, Func<Task<T>> query)
    {
        try
        {
            return await query();
        }
        catch (SqliteException exception)
        {
            status.ReadFailed(exception);
            if (ToRefusal(exception) is { } refusal) throw refusal;
            throw;
        }
    }

    /// <summary>Translates the failure to a refusal, or returns it unchanged. Each caller gets its own instance.</summary>
    internal static Exception Translate(Exception failure) =>
        failure is SqliteException exception && ToRefusal(exception) is { } refusal ? refusal : failure;

    /// <summary>Returns null for an error that is a bug in this program.</summary>
    internal static RequestRefusedException? ToRefusal(SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => new StorageFullException(exception),
        // On a full disk the log's index reports this error; all other writes report SQLITE_FULL.
        raw.SQLITE_IOERR when exception.SqliteExtendedErrorCode is raw.SQLITE_IOERR_SHMSIZE => new StorageFullException(exception),
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM => new UnavailableException("The storage cannot be read or written now.", exception),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new UnavailableException("Another process has locked the storage; try again.", exception, RetryAfterBusy),
        raw.SQLITE_READONLY => new UnavailableException("The storage cannot be written now.", exception),
        _ when IsDamage(exception) => new UnavailableException("The storage is damaged; restore it from a backup.", exception),
        _ => null,
    };

    /// <summary>Retrying does not help.</summary>
    internal static bool IsDamage(SqliteException exception) => exception.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;
}
