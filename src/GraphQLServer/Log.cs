using Microsoft.Extensions.Logging;

namespace GraphQLServer;

internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Error, "Resolving {Path} failed.")]
    internal static partial void ResolverFailed(this ILogger logger, string path, Exception? exception);

    [LoggerMessage(303, LogLevel.Error, "An operation failed.")]
    internal static partial void OperationFailed(this ILogger logger, Exception exception);
}
