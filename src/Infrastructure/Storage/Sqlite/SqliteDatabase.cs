using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Opens connections to the one database file, each with the same pragmas.</summary>
internal sealed class SqliteDatabase
{
    /// <summary>
    /// WAL lets readers and the writer go on side by side; FULL makes a commit survive a loss of power. The limit keeps
    /// the log from staying as large as the largest burst.
    /// </summary>
    private const string Pragmas =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864;";

    /// <summary>How long to wait for another process's write lock, in seconds.</summary>
    private const int LockTimeoutSeconds = 5;

    /// <exception cref="StorageUnusableException">The connection string cannot be used.</exception>
    internal SqliteDatabase(StorageSettings settings)
    {
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = new SqliteConnectionStringBuilder(settings.ConnectionString) { DefaultTimeout = LockTimeoutSeconds };
        }
        catch (ArgumentException exception)
        {
            throw new StorageUnusableException(
                $"ConnectionStrings:Storage is no SQLite connection string such as 'Data Source=data/groupresults.db': {exception.Message}", exception);
        }

        if (string.IsNullOrWhiteSpace(builder.DataSource) || builder.DataSource is ":memory:" || builder.Mode is SqliteOpenMode.Memory)
        {
            throw new StorageUnusableException(
                "ConnectionStrings:Storage must name a file, such as 'Data Source=data/groupresults.db': a database in memory would lose what was acknowledged.");
        }

        Path = System.IO.Path.GetFullPath(builder.DataSource);
        builder.DataSource = Path;
        ConnectionString = builder.ConnectionString;
        builder.Pooling = false;
        UnpooledConnectionString = builder.ConnectionString;
    }

    internal string Path { get; }

    /// <summary>Room on its disk; more than there can be where that cannot be told.</summary>
    internal long FreeBytes
    {
        get
        {
            try
            {
                var directory = System.IO.Path.GetDirectoryName(Path)!;
                return new DriveInfo(OperatingSystem.IsWindows() ? System.IO.Path.GetPathRoot(directory)! : directory).AvailableFreeSpace;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return long.MaxValue;
            }
        }
    }

    /// <summary>For EF Core, whose connections come and go.</summary>
    internal string ConnectionString { get; }

    /// <summary>For connections that are kept here with their prepared commands.</summary>
    private string UnpooledConnectionString { get; }

    /// <summary>Applied to every connection after it opens.</summary>
    internal static void Configure(SqliteConnection connection)
    {
        connection.Execute(Pragmas);
        PersistentLog.Keep(connection);
    }

    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(UnpooledConnectionString);
        try
        {
            connection.Open();
            Configure(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
