using GroupResults.Application.Pushes;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GroupResults.Infrastructure.Storage;

internal sealed class PushList(
    IDbContextFactory<GroupResultsDbContext> contexts, StabilityPolicy policy, StorageStatus status, StorageSettings settings, TimeProvider time) : IPushList
{
    public Task<PushListPage> ReadAsync(ListPushes query, CancellationToken cancellationToken) => FromSnapshotAsync(
        (_, transaction) => Task.FromResult(
            new PushListReader(transaction.Connection!, transaction, query, ActiveSince(query)).Read()),
        cancellationToken);

    public Task<PushTotals> CountAsync(DateTimeOffset activeSince, CancellationToken cancellationToken) =>
        FromSnapshotAsync((context, _) => CountAsync(context, activeSince, cancellationToken), cancellationToken);

    private Task<T> FromSnapshotAsync<T>(Func<GroupResultsDbContext, SqliteTransaction, Task<T>> read, CancellationToken cancellationToken) => status.TranslateAsync(async () =>
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        using var deadline = new SqliteDeadline(connection, settings.ReadTimeout, time, cancellationToken);

        // Deferred: a plain BEGIN here would take the write lock. It only reads: its end has nothing to commit.
        await using var transaction = connection.BeginTransaction(deferred: true);
        await context.Database.UseTransactionAsync(transaction, cancellationToken);
        return await deadline.RunAsync(() => read(context, transaction));
    });

    private DateTimeOffset ActiveSince(ListPushes query) => policy.ActiveSince(query.Filter.Stability?.At ?? time.GetUtcNow());

    /// <summary>The index on the last activity finds the active ones without a look at the others.</summary>
    private static async Task<PushTotals> CountAsync(GroupResultsDbContext context, DateTimeOffset activeSince, CancellationToken cancellationToken)
    {
        var total = await context.Repositories.SumAsync(row => row.Pushes, cancellationToken);
        var active = await context.Pushes.CountAsync(row => row.LastActivityAt > activeSince.Ticks && !row.IsComplete, cancellationToken);
        return new PushTotals(active, (int)total - active);
    }
}
