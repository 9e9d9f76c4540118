namespace GroupResults.Api;

internal static partial class Log
{
    [LoggerMessage(302, LogLevel.Warning, "The cache failed to provide a response. The query is executed for this request alone.")]
    internal static partial void StoredResponseFailed(this ILogger logger, Exception exception);

    [LoggerMessage(304, LogLevel.Information, "The database is {Path}.")]
    internal static partial void DatabaseIs(this ILogger logger, string path);

    [LoggerMessage(305, LogLevel.Information, "The explorer is at {Address}.")]
    internal static partial void ExplorerIsAt(this ILogger logger, string address);

    [LoggerMessage(306, LogLevel.Information, "The documentation is README.md and docs/ in the sources.")]
    internal static partial void DocumentationIs(this ILogger logger);
}
