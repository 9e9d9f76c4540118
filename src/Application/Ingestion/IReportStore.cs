using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Ingestion;

/// <summary>Appends reports to their pushes.</summary>
public interface IReportStore
{
    /// <summary>The number of reports queued for the writer.</summary>
    int Waiting { get; }

    /// <summary>
    /// Stores all reports or none, in one transaction that others may share, and returns after its commit. A report that
    /// differs from the stored one of its task run raises the push's version by 1, sets its activity and reschedules its
    /// warm-up. An identical report changes nothing. A report that would clear results but may not (see
    /// <see cref="Report.MayClear"/>) is not stored. Cancellation has an effect only while the reports are queued.
    /// </summary>
    /// <returns>One outcome per report, in the same order.</returns>
    /// <exception cref="StorageFullException">Nothing was stored.</exception>
    /// <exception cref="UnavailableException">The queue is full or the storage is unavailable. Nothing was stored.</exception>
    Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken);

    /// <summary>
    /// Resets activities that lie too far in the future (<see cref="Domain.Stability.StabilityPolicy.LatestActivity"/>) to
    /// the current time, as a change: the push's version rises by 1 and its warm-up is rescheduled. Otherwise such a push
    /// would stay active until that time.
    /// </summary>
    /// <returns>How many pushes were changed.</returns>
    Task<int> ResetFutureActivitiesAsync(CancellationToken cancellationToken);
}

/// <param name="Head">The push after this report.</param>
/// <param name="Changed">False if the report equals the stored one.</param>
/// <param name="Kept">
/// The number of existing results that the report would have cleared but may not. If it is not 0, the report was not
/// stored.
/// </param>
public sealed record AppendedReport(PushHead Head, bool Changed, int Kept = 0);
