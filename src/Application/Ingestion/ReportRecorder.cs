using GroupResults.Application.Metrics;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Ingestion;

/// <summary>Shared by the ingestion commands: stores reports, then evicts the answers that they replaced.</summary>
internal sealed class ReportRecorder(IReportStore store, ServiceMetrics metrics)
{
    /// <exception cref="InvalidInputException">A log without group results would replace existing ones; it was not stored.</exception>
    internal async Task<IReadOnlyList<RecordedReport>> RecordAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken)
    {
        if (reports.Count == 0) return [];
        var appended = await store.AppendAsync(reports, cancellationToken);
        var recorded = new RecordedReport[reports.Count];
        for (var i = 0; i < recorded.Length; i++)
        {
            var (head, changed, kept) = appended[i];
            if (kept > 0) throw WouldClear(reports[i].TaskRun, kept);
            metrics.Ingested(IngestedKind.Report, changed);
            recorded[i] = new RecordedReport(head, changed, reports[i].Results.Count, []);
        }

        return recorded;
    }

    /// <summary>Only logs may not clear results.</summary>
    private static InvalidInputException WouldClear(TaskRunKey taskRun, int kept) => new(
        ErrorSummaryInput.ContentField,
        $"has 0 group results, but run {taskRun.RunId} of task '{taskRun.TaskId}' already has {kept}, and a log never clears results; "
        + "to clear them, call recordGroupResults with an empty list");
}
