namespace GroupResults.Api;

internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Error, "Resolving {Path} failed.")]
    internal static partial void ResolverFailed(this ILogger logger, string path, Exception? exception);
}
