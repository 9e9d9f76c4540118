using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure;

internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Debug, "Applied {Count} migrations; the latest is {Newest}.")]
    internal static partial void Migrated(this ILogger logger, int count, string newest);

    [LoggerMessage(202, LogLevel.Warning, "The shared cache failed ({Reason}): it is left alone until it answers again. Nothing depends on it but speed.")]
    internal static partial void SharedCacheLost(this ILogger logger, string reason);

    [LoggerMessage(203, LogLevel.Information, "The shared cache answers.")]
    internal static partial void SharedCacheBack(this ILogger logger);

    [LoggerMessage(204, LogLevel.Warning, "The shared cache holds something else under {Key} than was stored there; it is ignored.")]
    internal static partial void SharedEntryCorrupt(this ILogger logger, string key);

    [LoggerMessage(205, LogLevel.Warning, "The shared cache refuses {Calls} ({Reason}). Nothing depends on it but speed.")]
    internal static partial void SharedCacheRefuses(this ILogger logger, string calls, string reason);

    [LoggerMessage(206, LogLevel.Error, "Polling for due warm-ups failed; the next poll retries.")]
    internal static partial void WarmUpPollFailed(this ILogger logger, Exception exception);

    [LoggerMessage(207, LogLevel.Warning, "Exchanging changes with other instances failed ({Reason}); it is retried.")]
    internal static partial void ChangesFailed(this ILogger logger, string reason);

    [LoggerMessage(208, LogLevel.Critical, "The database file at {Path} was deleted or replaced. Nothing is read or stored until the service is restarted.")]
    internal static partial void FilesLost(this ILogger logger, string path);

    [LoggerMessage(209, LogLevel.Error, "Writes to the storage fail: {Reason} (cause: {Cause})")]
    internal static partial void WritesFail(this ILogger logger, string reason, string cause);

    [LoggerMessage(210, LogLevel.Information, "Writes to the storage succeed again.")]
    internal static partial void WritesWork(this ILogger logger);

    [LoggerMessage(211, LogLevel.Error, "Reads from the storage fail: {Reason} (cause: {Cause})")]
    internal static partial void ReadsFail(this ILogger logger, string reason, string cause);

    [LoggerMessage(212, LogLevel.Information, "Reads from the storage succeed again.")]
    internal static partial void ReadsWork(this ILogger logger);

    [LoggerMessage(213, LogLevel.Critical, "Part of the storage is unusable: {Reason} (cause: {Cause})")]
    internal static partial void StorageDamaged(this ILogger logger, string reason, string cause);

    [LoggerMessage(214, LogLevel.Information, "The shared cache takes {Calls} again.")]
    internal static partial void SharedCacheTakesAgain(this ILogger logger, string calls);

    [LoggerMessage(215, LogLevel.Error, "Looking for pushes to roll up failed; the next poll retries.")]
    internal static partial void RollUpPollFailed(this ILogger logger, Exception exception);
}
