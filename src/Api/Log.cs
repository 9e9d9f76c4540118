namespace GroupResults.Api;

internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Error, "Resolving {Path} failed.")]
    internal static partial void ResolverFailed(this ILogger logger, string path, Exception? exception);

    [LoggerMessage(302, LogLevel.Warning, "A response could not be had from the cache; it is made for its request alone.")]
    internal static partial void StoredResponseFailed(this ILogger logger, Exception exception);

    [LoggerMessage(303, LogLevel.Error, "An operation failed.")]
    internal static partial void OperationFailed(this ILogger logger, Exception exception);
}
