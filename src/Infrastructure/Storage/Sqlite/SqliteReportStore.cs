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

    public async Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken)
    {
        var outcomes = await writer.StoreAsync(reports.Count, reports.Sum(HeldBytes), session => Append(session, reports), cancellationToken);
        return [.. outcomes.Select(each => new AppendedReport(each.Outcome.Committed, each.Outcome.Changed, each.Kept))];
    }

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

        var pushes = session.PushesWith(policy, changes);
        return ahead.Count(push => pushes.ResetFutureActivity(push, now));
    }

    private (PushOutcome Outcome, int Kept)[] Append(SqliteWriterSession session, IReadOnlyList<Report> reports)
    {
        var appending = new ReportWriter(session.PushesWith(policy, changes));
        var now = time.GetUtcNow();
        var outcomes = new (PushOutcome, int)[reports.Count];
        for (var i = 0; i < outcomes.Length; i++) outcomes[i] = appending.Append(reports[i], now);
        return outcomes;
    }

    private static long HeldBytes(Report report)
    {
        var characters = 0L;
        foreach (var result in report.Results) characters += result.Group.Length;
        return ReportBytes + ((long)ResultBytes * report.Results.Count) + (sizeof(char) * characters);
    }
}
