namespace GroupResults.Infrastructure.Storage;

/// <summary>Where results are kept.</summary>
/// <param name="ConnectionString">Of a SQLite database in a file, such as <c>Data Source=data/groupresults.db</c>.</param>
/// <param name="ReadTimeout">A statement that reads is ended after this time, whoever waits for it.</param>
public sealed record StorageSettings(string ConnectionString, TimeSpan ReadTimeout)
{
    public static readonly TimeSpan DefaultReadTimeout = TimeSpan.FromSeconds(30);

    public StorageSettings(string connectionString)
        : this(connectionString, DefaultReadTimeout)
    {
    }
}

/// <summary>The storage cannot be used at all. The message is one line for the operator.</summary>
public sealed class StorageUnusableException(string message, Exception? inner = null) : Exception(message, inner);
