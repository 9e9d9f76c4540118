using GroupResults.Application;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>What SQLite's errors mean to a client.</summary>
internal static class SqliteFaults
{
    /// <summary>Who holds the storage may do so for a while: a backup, another instance's migration.</summary>
    private static readonly TimeSpan RetryAfterBusy = TimeSpan.FromSeconds(5);

    /// <summary>For queries by EF Core, which throw SQLite's errors as they are.</summary>
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

    /// <summary>The refusal that the failure comes to, else the failure itself. Each caller gets a refusal of its own.</summary>
    internal static Exception Translate(Exception failure) =>
        failure is SqliteException exception && ToRefusal(exception) is { } refusal ? refusal : failure;

    /// <summary>Null for an error that is a fault of this program.</summary>
    internal static RequestRefusedException? ToRefusal(SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => new StorageFullException(exception),
        // The log's index has no errors of its own for a full disk. Every other write that fails for want of room is SQLITE_FULL.
        raw.SQLITE_IOERR when exception.SqliteExtendedErrorCode is raw.SQLITE_IOERR_SHMSIZE => new StorageFullException(exception),
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM => new UnavailableException("The storage cannot be read or written now.", exception),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new UnavailableException("The storage is held by another process; try again.", exception, RetryAfterBusy),
        raw.SQLITE_READONLY => new UnavailableException("The storage cannot be written now.", exception),
        _ when IsDamage(exception) => new UnavailableException("The storage is damaged; it has to be restored from a backup.", exception),
        _ => null,
    };

    /// <summary>No later try finds it whole.</summary>
    internal static bool IsDamage(SqliteException exception) => exception.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;
}
