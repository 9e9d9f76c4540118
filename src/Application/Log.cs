using GroupResults.Domain.Pushes;
using Microsoft.Extensions.Logging;

namespace GroupResults.Application;

internal static partial class Log
{
    [LoggerMessage(102, LogLevel.Warning, "Warming {Push} failed (attempt {Attempt}). The next attempt is due at {DueAt:O}.")]
    internal static partial void WarmUpRetried(this ILogger logger, PushKey push, int attempt, DateTimeOffset dueAt, Exception exception);

    [LoggerMessage(103, LogLevel.Error, "Warming {Push} failed (attempt {Attempt}). No further attempts are made.")]
    internal static partial void WarmUpGivenUp(this ILogger logger, PushKey push, int attempt, Exception exception);

    [LoggerMessage(104, LogLevel.Debug, "Warmed {Push} at version {Version}.")]
    internal static partial void WarmedUp(this ILogger logger, PushKey push, long version);

    [LoggerMessage(107, LogLevel.Warning, "The last activity of {Count} pushes was in the future and is reset to the current time. The clock was set back, or the clock of another instance is fast.")]
    internal static partial void FutureActivitiesReset(this ILogger logger, int count);

    [LoggerMessage(108, LogLevel.Error, "{Listener} failed at a committed change.")]
    internal static partial void ListenerFailed(this ILogger logger, string listener, Exception exception);

    [LoggerMessage(105, LogLevel.Information, "Created the access token {Id} ('{Name}') for {Scopes}.")]
    internal static partial void AccessTokenCreated(this ILogger logger, string id, string name, string scopes);

    [LoggerMessage(106, LogLevel.Information, "Revoked the access token {Id} ('{Name}').")]
    internal static partial void AccessTokenRevoked(this ILogger logger, string id, string name);

    [LoggerMessage(110, LogLevel.Error, "The roll-ups of {Push} could not be made. Its task runs are read instead, which takes longer.")]
    internal static partial void RollUpFailed(this ILogger logger, PushKey push, Exception exception);
}
