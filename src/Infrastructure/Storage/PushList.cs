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
        status.TranslateAsync(() => ReadPageAsync(query, cancellationToken));

    public Task<PushTotals> CountAsync(DateTimeOffset activeSince, CancellationToken cancellationToken) =>
        status.TranslateAsync(() => CountRowsAsync(activeSince, cancellationToken));

    private async Task<PushListPage> ReadPageAsync(ListPushes query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        using var deadline = new SqliteDeadline((SqliteConnection)context.Database.GetDbConnection(), settings.ReadTimeout, time, cancellationToken);
        return await deadline.RunAsync(() => ReadPageAsync(context, query, cancellationToken));
    }

    private static async Task<PushListPage> ReadPageAsync(GroupResultsDbContext context, ListPushes query, CancellationToken cancellationToken)
    {
        var pushes = context.Pushes.AsNoTracking().Where(row => row.Repository == query.Repository);
        var total = await pushes.CountAsync(cancellationToken);
        if (query.After is { } after)
        {
            var at = after.LastActivityAt.Ticks;
            pushes = pushes.Where(row => row.LastActivityAt < at || (row.LastActivityAt == at && row.Id < after.Id));
        }

        var rows = await pushes
            .OrderByDescending(row => row.LastActivityAt).ThenByDescending(row => row.Id)
            .Take(query.First + 1)
            .ToListAsync(cancellationToken);
        return new PushListPage([.. rows.Take(query.First).Select(HeadOf)], rows.Count > query.First, total);
    }

    private async Task<PushTotals> CountRowsAsync(DateTimeOffset activeSince, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        using var deadline = new SqliteDeadline((SqliteConnection)context.Database.GetDbConnection(), settings.ReadTimeout, time, cancellationToken);
        return await deadline.RunAsync(() => CountRowsAsync(context, activeSince, cancellationToken));
    }

    private static async Task<PushTotals> CountRowsAsync(GroupResultsDbContext context, DateTimeOffset activeSince, CancellationToken cancellationToken)
    {
        var total = await context.Pushes.CountAsync(cancellationToken);
        var active = await context.Pushes.CountAsync(row => row.LastActivityAt > activeSince.Ticks, cancellationToken);
        return new PushTotals(active, total - active);
    }

    private static PushHead HeadOf(PushRow row) => new(
        row.Id,
        new PushKey(row.Repository, row.Revision),
        new Incarnation(unchecked((ulong)row.Incarnation)),
        row.Version,
        new DateTimeOffset(row.FirstSeenAt, TimeSpan.Zero),
        new DateTimeOffset(row.LastActivityAt, TimeSpan.Zero),
        new ChangeStamp(new Epoch(unchecked((ulong)row.Epoch)), row.Counter));
}
