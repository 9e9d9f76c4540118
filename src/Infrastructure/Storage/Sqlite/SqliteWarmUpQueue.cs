using GroupResults.Application.Warming;
using GroupResults.Domain.Pushes;
using Microsoft.EntityFrameworkCore;

namespace GroupResults.Infrastructure.Storage.Sqlite;

internal sealed class SqliteWarmUpQueue(
    SqliteWriter writer, StorageStatus status, IDbContextFactory<GroupResultsDbContext> contexts) : IWarmUpQueue
{
    /// <summary>One atomic statement, so that exactly one of several workers gets the row.</summary>
    private const string Claim =
        """
        UPDATE WarmUps SET LeaseUntil = $2, Token = $3
        WHERE PushId = (
            SELECT PushId FROM WarmUps
            WHERE DueAt <= $1 AND (LeaseUntil IS NULL OR LeaseUntil <= $1)
            ORDER BY DueAt LIMIT 1)
        RETURNING PushId, Attempts,
            (SELECT Repository FROM Pushes WHERE Id = PushId), (SELECT Revision FROM Pushes WHERE Id = PushId)
        """;

    private const string Remove = "DELETE FROM WarmUps WHERE PushId = $1 AND Token = $2";

    private const string Reschedule =
        "UPDATE WarmUps SET DueAt = $3, Attempts = $4, LeaseUntil = NULL, Token = NULL WHERE PushId = $1 AND Token = $2";

    public async Task<WarmUpClaim?> ClaimNextAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        // Most polls find nothing and need not take the write lock.
        if (!await AnyClaimableAsync(now, cancellationToken)) return null;
        var token = Random.Shared.NextInt64();
        return await writer.RunAsync(
            session =>
            {
                using var reader = session.Command(Claim, now.Ticks, (now + lease).Ticks, token).ExecuteReader();
                return reader.Read()
                    ? new WarmUpClaim(reader.GetInt64(0), new PushKey(reader.GetString(2), reader.GetString(3)), reader.GetInt32(1), token)
                    : null;
            },
            cancellationToken);
    }

    public Task RemoveAsync(WarmUpClaim claim, CancellationToken cancellationToken) =>
        writer.RunAsync(session => session.Execute(Remove, claim.PushId, claim.Token), cancellationToken);

    public Task RescheduleAsync(WarmUpClaim claim, int attempts, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        writer.RunAsync(session => session.Execute(Reschedule, claim.PushId, claim.Token, dueAt.Ticks, attempts), cancellationToken);

    public Task<int> CountDueAsync(DateTimeOffset now, CancellationToken cancellationToken) => status.TranslateAsync(async () =>
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.WarmUps.CountAsync(row => row.DueAt <= now.Ticks, cancellationToken);
    });

    private Task<bool> AnyClaimableAsync(DateTimeOffset now, CancellationToken cancellationToken) => status.TranslateAsync(async () =>
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.WarmUps.AnyAsync(
            row => row.DueAt <= now.Ticks && (row.LeaseUntil == null || row.LeaseUntil <= now.Ticks), cancellationToken);
    });
}
