using GroupResults.Application.Changes;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Stability;
using Microsoft.EntityFrameworkCore;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Implements <see cref="IReportStore"/> with the single writer.</summary>
internal sealed class SqliteReportStore(
    SqliteWriter writer,
    StorageStatus status,
    IDbContextFactory<GroupResultsDbContext> contexts,
    StabilityPolicy policy,
    ChangePublisher changes,
    TimeProvider time) : IReportStore
{
    private const string FindFutureActivities =
        "SELECT Repository, Revision FROM Pushes WHERE LastActivityAt > $1 ORDER BY LastActivityAt LIMIT $2";

    /// <summary>Pushes per transaction. Reports wait while it runs.</summary>
    private const int MaxResets = 256;

    /// <summary>Estimated sizes of a report and a result without their texts, on a 64-bit runtime.</summary>
    private const int ReportBytes = 512;
    private const int ResultBytes = 48;

    public int Waiting => writer.WaitingReports;

    public Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken) =>
        writer.StoreAsync(reports.Count, reports.Sum(HeldBytes), session => Append(session, reports), cancellationToken);

    public async Task<int> ResetFutureActivitiesAsync(CancellationToken cancellationToken)
    {
        var reset = 0;
        while (await AnyInFutureAsync(cancellationToken)) reset += await writer.RunAsync(ResetFutureActivities, cancellationToken);
        return reset;
    }

    /// <summary>Runs without the write lock, because the result is almost always false.</summary>
    private Task<bool> AnyInFutureAsync(CancellationToken cancellationToken) => status.TranslateAsync(async () =>
    {
        var latest = StabilityPolicy.LatestActivity(time.GetUtcNow()).UtcTicks;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Pushes.AnyAsync(row => row.LastActivityAt > latest, cancellationToken);
    });

    private int ResetFutureActivities(SqliteWriterSession session)
    {
        var now = time.GetUtcNow();
        List<PushKey> ahead = [];
        using (var reader = session.Command(FindFutureActivities, StabilityPolicy.LatestActivity(now).UtcTicks, MaxResets).ExecuteReader())
        {
            while (reader.Read()) ahead.Add(new PushKey(reader.GetString(0), reader.GetString(1)));
        }

        var transaction = TransactionOf(session);
        return ahead.Count(push => transaction.ResetFutureActivity(push, now));
    }

    private ReportTransaction TransactionOf(SqliteWriterSession session) => session.Reports ??= new ReportTransaction(session, policy, changes);

    private IReadOnlyList<AppendedReport> Append(SqliteWriterSession session, IReadOnlyList<Report> reports)
    {
        var transaction = TransactionOf(session);
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
