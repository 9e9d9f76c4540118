using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Opens connections to the database file, all with the same pragmas.</summary>
internal sealed class SqliteDatabase
{
    /// <summary>
    /// WAL lets readers and the writer run concurrently; FULL makes commits survive a power loss. The size limit truncates
    /// the log after a burst.
    /// </summary>
    private const string Pragmas =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864;";

    /// <summary>The wait for another process's write lock, in seconds.</summary>
    private const int LockTimeoutSeconds = 5;

    /// <exception cref="StorageUnusableException">The connection string is invalid.</exception>
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
                $"ConnectionStrings:Storage is not a SQLite connection string, such as 'Data Source=data/groupresults.db': {exception.Message}", exception);
        }

        if (string.IsNullOrWhiteSpace(builder.DataSource) || builder.DataSource is ":memory:" || builder.Mode is SqliteOpenMode.Memory)
        {
            throw new StorageUnusableException(
                "ConnectionStrings:Storage must name a file, such as 'Data Source=data/groupresults.db': an in-memory database would lose acknowledged reports.");
        }

        Path = System.IO.Path.GetFullPath(builder.DataSource);
        builder.DataSource = Path;
        ConnectionString = builder.ConnectionString;
        builder.Pooling = false;
        UnpooledConnectionString = builder.ConnectionString;
    }

    internal string Path { get; }

    /// <summary>Free space on the disk; <see cref="long.MaxValue"/> if unknown.</summary>
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

    /// <summary>Used by EF Core, which pools its connections.</summary>
    internal string ConnectionString { get; }

    /// <summary>Used for connections that are kept with their prepared commands.</summary>
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
