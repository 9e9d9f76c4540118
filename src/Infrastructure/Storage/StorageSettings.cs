namespace GroupResults.Infrastructure.Storage;

/// <summary>Where results are kept.</summary>
/// <param name="ConnectionString">Of a SQLite database in a file, such as <c>Data Source=data/groupresults.db</c>.</param>
public sealed record StorageSettings(string ConnectionString);

/// <summary>The storage cannot be used at all. The message is one line for the operator.</summary>
public sealed class StorageUnusableException(string message, Exception? inner = null) : Exception(message, inner);
