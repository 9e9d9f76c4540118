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

    [LoggerMessage(107, LogLevel.Warning, "The last activity of {Count} pushes lay ahead of the clock and is set to now: the clock was put back, or another instance's is fast.")]
    internal static partial void FutureActivitiesReset(this ILogger logger, int count);

    [LoggerMessage(108, LogLevel.Error, "{Listener} failed at a committed change.")]
    internal static partial void ListenerFailed(this ILogger logger, string listener, Exception exception);

    [LoggerMessage(105, LogLevel.Information, "Made the access token {Id} ('{Name}') for {Scopes}.")]
    internal static partial void AccessTokenCreated(this ILogger logger, string id, string name, string scopes);

    [LoggerMessage(106, LogLevel.Information, "Revoked the access token {Id} ('{Name}').")]
    internal static partial void AccessTokenRevoked(this ILogger logger, string id, string name);
}
