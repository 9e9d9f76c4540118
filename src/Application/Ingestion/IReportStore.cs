using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Ingestion;

/// <summary>Appends reports to their pushes.</summary>
public interface IReportStore
{
    /// <summary>
    /// Stores all reports in one transaction and returns after its commit. For each report that differs from the one
    /// its task run has: the push's version rises by 1, its activity is set and its warm-up moved. An identical report
    /// changes nothing.
    /// </summary>
    /// <returns>One outcome a report, in the same order.</returns>
    /// <exception cref="StorageFullException">Nothing was stored.</exception>
    /// <exception cref="UnavailableException">Nothing was stored.</exception>
    Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken);
}

/// <param name="Head">The push as the transaction left it.</param>
/// <param name="Changed">False where this exact report was known.</param>
public sealed record AppendedReport(PushHead Head, bool Changed);
