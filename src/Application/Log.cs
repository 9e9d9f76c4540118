using GroupResults.Domain.Pushes;
using Microsoft.Extensions.Logging;

namespace GroupResults.Application;

internal static partial class Log
{
    [LoggerMessage(102, LogLevel.Warning, "Warming {Push} failed for the {Attempt}. time; the next try is at {DueAt:O}.")]
    internal static partial void WarmUpRetried(this ILogger logger, PushKey push, int attempt, DateTimeOffset dueAt, Exception exception);

    [LoggerMessage(103, LogLevel.Error, "Warming {Push} failed for the {Attempt}. time and is given up.")]
    internal static partial void WarmUpGivenUp(this ILogger logger, PushKey push, int attempt, Exception exception);

    [LoggerMessage(104, LogLevel.Debug, "Warmed {Push} at version {Version}.")]
    internal static partial void WarmedUp(this ILogger logger, PushKey push, long version);
}
