namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>What bounds the reports that wait for the writer, and what one transaction takes of them.</summary>
internal sealed record WriterLimits
{
    internal static WriterLimits Default { get; } = new();

    /// <summary>Reports that wait. Some seconds of work even for a slow disk: who would wait longer had better come again.</summary>
    internal int MaxWaitingReports { get; init; } = 4096;

    /// <summary>
    /// Memory that the waiting reports hold, by <see cref="SqliteReportStore"/>'s estimate. Enough for the largest report
    /// there may be: 100,000 results with names of 255 characters.
    /// </summary>
    internal long MaxWaitingBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Reports of one transaction; the first waits for the last.</summary>
    internal int MaxTransactionReports { get; init; } = 256;

    /// <summary>
    /// Bytes of the reports of one transaction. A larger report has a transaction to itself, and so small ones do not wait
    /// for it more than once.
    /// </summary>
    internal long MaxTransactionBytes { get; init; } = 1024 * 1024;

    /// <summary>When to come again after the queue was full. Most of it is stored by then.</summary>
    internal TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
