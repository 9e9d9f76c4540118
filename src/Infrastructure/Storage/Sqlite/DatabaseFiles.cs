using GroupResults.Application;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The database file and its log, as they were at the start. A file that is deleted or replaced goes on working for those
/// that have it open, and what they write to it nobody finds again. So nothing is acknowledged and nothing is answered
/// unless both are still in their place; after a loss not before a restart, since names and answers of the old files are
/// in memory.
/// </summary>
internal sealed class DatabaseFiles(SqliteDatabase database, ILogger<DatabaseFiles> log) : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>Holds the files open: their numbers are given to no others, and no process that ends takes the log away.</summary>
    private SqliteConnection? _anchor;

    private FileIdentity? _file;
    private FileIdentity? _walFile;
    private volatile bool _isLost;

    internal bool IsLost => _isLost;

    /// <summary>To be called before the first request.</summary>
    internal void Hold()
    {
        _anchor = database.Open();
        _anchor.Execute("SELECT count(*) FROM sqlite_master"); // The log is opened by the first read.
        _file = FileIdentity.Find(database.Path);
        _walFile = FileIdentity.Find(database.Path + "-wal");
    }

    /// <exception cref="UnavailableException">A file was deleted or replaced.</exception>
    internal void EnsureInPlace()
    {
        if (!_isLost)
        {
            if (_file?.IsInPlace != false && _walFile?.IsInPlace != false) return;
            Lose();
        }

        throw new UnavailableException("The database file was deleted or replaced: nothing is read or stored until the service is restarted.");
    }

    public void Dispose() => _anchor?.Dispose();

    private void Lose()
    {
        lock (_lock)
        {
            if (_isLost) return;
            _isLost = true;
            log.FilesLost(database.Path);
        }
    }
}
