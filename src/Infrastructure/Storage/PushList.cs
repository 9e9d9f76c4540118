using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GroupResults.Infrastructure.Storage;

internal sealed class PushList(
    IDbContextFactory<GroupResultsDbContext> contexts, StorageStatus status, StorageSettings settings, TimeProvider time) : IPushList
{
    public Task<PushListPage> ReadAsync(ListPushes query, CancellationToken cancellationToken) =>
        FromSnapshotAsync(context => ReadPageAsync(context, query, cancellationToken), cancellationToken);

    public Task<PushTotals> CountAsync(DateTimeOffset activeSince, CancellationToken cancellationToken) =>
        FromSnapshotAsync(context => CountAsync(context, activeSince, cancellationToken), cancellationToken);

    private Task<T> FromSnapshotAsync<T>(Func<GroupResultsDbContext, Task<T>> read, CancellationToken cancellationToken) => status.TranslateAsync(async () =>
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        using var deadline = new SqliteDeadline(connection, settings.ReadTimeout, time, cancellationToken);

        // Deferred: a plain BEGIN here would take the write lock. It only reads: its end has nothing to commit.
        await using var transaction = connection.BeginTransaction(deferred: true);
        await context.Database.UseTransactionAsync(transaction, cancellationToken);
        return await deadline.RunAsync(() => read(context));
    });

    private static async Task<PushListPage> ReadPageAsync(GroupResultsDbContext context, ListPushes query, CancellationToken cancellationToken)
    {
        var total = await context.Repositories.Where(row => row.Name == query.Repository).SumAsync(row => row.Pushes, cancellationToken);
        var pushes = context.Pushes.AsNoTracking().Where(row => row.Repository == query.Repository);
        if (query.After is { } after)
        {
            var at = after.LastActivityAt.Ticks;
            pushes = pushes.Where(row => row.LastActivityAt < at || (row.LastActivityAt == at && row.Id < after.Id));
        }

        var rows = await pushes
            .OrderByDescending(row => row.LastActivityAt).ThenByDescending(row => row.Id)
            .Take(query.First + 1)
            .ToListAsync(cancellationToken);
        return new PushListPage([.. rows.Take(query.First).Select(HeadOf)], rows.Count > query.First, (int)total);
    }

    /// <summary>The index on the last activity finds the active ones without a look at the others.</summary>
    private static async Task<PushTotals> CountAsync(GroupResultsDbContext context, DateTimeOffset activeSince, CancellationToken cancellationToken)
    {
        var total = await context.Repositories.SumAsync(row => row.Pushes, cancellationToken);
        var active = await context.Pushes.CountAsync(row => row.LastActivityAt > activeSince.Ticks && !row.IsComplete, cancellationToken);
        return new PushTotals(active, (int)total - active);
    }

    private static PushHead HeadOf(PushRow row) => new(
        row.Id,
        new PushKey(row.Repository, row.Revision),
        new Incarnation(unchecked((ulong)row.Incarnation)),
        row.Version,
        new DateTimeOffset(row.FirstSeenAt, TimeSpan.Zero),
        new DateTimeOffset(row.LastActivityAt, TimeSpan.Zero),
        StampOf(row.Epoch, row.Counter))
    {
        EarlierResults = row.ResultsVersion == row.Version ? null : new ResultsChange(row.ResultsVersion, StampOf(row.ResultsEpoch, row.ResultsCounter)),
        IsComplete = row.IsComplete,
        Recorded = new RecordedPush(
            row.ParentRevision, row.Position, row.PushedAt is { } pushedAt ? new DateTimeOffset(pushedAt, TimeSpan.Zero) : null, row.Author),
    };

    private static ChangeStamp StampOf(long epoch, long counter) => new(new Epoch(unchecked((ulong)epoch)), counter);
}
