namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Limits on queued reports and on one transaction.</summary>
internal sealed record WriterLimits
{
    internal static WriterLimits Default { get; } = new();

    /// <summary>
    /// The maximum number of queued reports: some seconds of work even for a slow disk. Clients that would wait longer
    /// should retry.
    /// </summary>
    internal int MaxWaitingReports { get; init; } = 4096;

    /// <summary>
    /// The maximum memory of queued reports, as <see cref="SqliteReportStore"/> estimates it. It fits the largest possible
    /// report: 100,000 results with names of 255 characters.
    /// </summary>
    internal long MaxWaitingBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The maximum number of reports in a transaction. The first waits for the last.</summary>
    internal int MaxTransactionReports { get; init; } = 256;

    /// <summary>
    /// The maximum bytes of the reports in a transaction. A larger report gets its own transaction, so small reports wait
    /// for it at most once.
    /// </summary>
    internal long MaxTransactionBytes { get; init; } = 1024 * 1024;

    /// <summary>When a client should retry after the queue was full; most of it is stored by then.</summary>
    internal TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
