using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Ingestion;

/// <summary>Appends reports to their pushes.</summary>
public interface IReportStore
{
    /// <summary>Reports that wait to be stored.</summary>
    int Waiting { get; }

    /// <summary>
    /// Stores all reports or none, in one transaction which others may share, and returns after its commit. For each
    /// report that differs from the one its task run has: the push's version rises by 1, its activity is set and its
    /// warm-up moved. An identical report changes nothing. One that may not clear its task run's results, and would, is not
    /// stored. Cancelled before its turn, it leaves nothing; afterwards
    /// it is too late to cancel.
    /// </summary>
    /// <returns>One outcome a report, in the same order.</returns>
    /// <exception cref="StorageFullException">Nothing was stored.</exception>
    /// <exception cref="UnavailableException">Too many wait already, or the storage cannot be used. Nothing was stored.</exception>
    Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken);

    /// <summary>
    /// Sets the activity of each push that lies too far ahead (<see cref="Domain.Stability.StabilityPolicy.LatestActivity"/>) to now, as a change:
    /// its version rises by 1 and its warm-up is moved. Such a push would be active until the time has caught up.
    /// </summary>
    /// <returns>How many pushes were changed.</returns>
    Task<int> ResetFutureActivitiesAsync(CancellationToken cancellationToken);
}

/// <param name="Head">The push as this report left it.</param>
/// <param name="Changed">False where this exact report was known.</param>
/// <param name="Kept">The task run's results that this report would have cleared and may not; then it was not stored.</param>
public sealed record AppendedReport(PushHead Head, bool Changed, int Kept = 0);
