using GroupResults.Application;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The database file and its log, as found at the start. A deleted or replaced file keeps working for processes that have
/// it open, but their writes are lost. Invariant: nothing is acknowledged or answered unless both files are in place.
/// Recovery needs a restart, because names and answers of the old files are in memory.
/// </summary>
internal sealed class DatabaseFiles(SqliteDatabase database, ILogger<DatabaseFiles> log) : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>Keeps the files open, so their inodes are not reused and no exiting process deletes the log.</summary>
    private SqliteConnection? _anchor;

    private FileIdentity? _file;
    private FileIdentity? _walFile;
    private volatile bool _isLost;

    internal bool IsLost => _isLost;

    /// <summary>Call before the first request.</summary>
    internal void Hold()
    {
        _anchor = database.Open();
        _anchor.Execute("SELECT count(*) FROM sqlite_master"); // The first read opens the log.
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
