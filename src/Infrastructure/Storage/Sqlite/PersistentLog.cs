using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Keeps the files of SQLite's log when the last connection closes. The next start finds their space allocated and can read
/// on a full disk. SQLite offers this only as SQLITE_FCNTL_PERSIST_WAL, not as a pragma.
/// </summary>
internal static class PersistentLog
{
    private const int PersistWal = 10;

    internal static void Keep(SqliteConnection connection)
    {
        var persists = 1;
        SqliteException.ThrowExceptionForRC(FileControl(connection.Handle!, database: null, PersistWal, ref persists), connection.Handle);
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(sqlite3 connection, byte[]? database, int operation, ref int argument);
}
