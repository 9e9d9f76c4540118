namespace GroupResults.Infrastructure.Storage;

/// <summary>Settings of the storage.</summary>
/// <param name="ConnectionString">A connection string for a SQLite database file, such as <c>Data Source=data/groupresults.db</c>.</param>
/// <param name="ReadTimeout">The maximum duration of a read statement.</param>
public sealed record StorageSettings(string ConnectionString, TimeSpan ReadTimeout)
{
    public static readonly TimeSpan DefaultReadTimeout = TimeSpan.FromSeconds(30);

    public StorageSettings(string connectionString)
        : this(connectionString, DefaultReadTimeout)
    {
    }
}

/// <summary>The storage is unusable. The message is one line for the operator.</summary>
public sealed class StorageUnusableException(string message, Exception? inner = null) : Exception(message, inner);
