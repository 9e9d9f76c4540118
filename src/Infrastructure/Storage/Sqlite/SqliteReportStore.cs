using GroupResults.Application.Changes;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Results;
using GroupResults.Domain.Stability;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Appends reports; see <see cref="IReportStore"/> for what one transaction does.</summary>
internal sealed class SqliteReportStore(
    SqliteWriter writer, StabilityPolicy policy, PushSignals signals, TimeProvider time) : IReportStore
{
    /// <summary>A report and a result without their texts, with what a runtime of 64 bits adds to them.</summary>
    private const int ReportBytes = 512;
    private const int ResultBytes = 48;

    public int Waiting => writer.WaitingReports;

    public Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken) =>
        writer.StoreAsync(reports.Count, reports.Sum(HeldBytes), session => Append(session, reports), cancellationToken);

    private IReadOnlyList<AppendedReport> Append(SqliteWriterSession session, IReadOnlyList<Report> reports)
    {
        var transaction = session.Reports ??= new ReportTransaction(session, policy, signals);
        var now = time.GetUtcNow();
        var appended = new AppendedReport[reports.Count];
        for (var i = 0; i < appended.Length; i++) appended[i] = transaction.Append(reports[i], now);
        return appended;
    }

    private static long HeldBytes(Report report)
    {
        var characters = 0L;
        foreach (var result in report.Results) characters += result.Group.Length;
        return ReportBytes + ((long)ResultBytes * report.Results.Count) + (sizeof(char) * characters);
    }
}
