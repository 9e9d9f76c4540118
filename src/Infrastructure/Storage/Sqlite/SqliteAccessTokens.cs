using GroupResults.Application.Access;
using GroupResults.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Look-ups run once per request and use a prepared statement; other operations are rare.</summary>
internal sealed class SqliteAccessTokens(
    SqliteReaderPool readers, SqliteWriter writer, StorageStatus status, IDbContextFactory<GroupResultsDbContext> contexts) : IAccessTokens
{
    private const string Insert =
        $"INSERT INTO AccessTokens ({AccessTokenRows.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

    private const string Revoke =
        $"UPDATE AccessTokens SET RevokedAt = coalesce(RevokedAt, $2) WHERE Id = $1 RETURNING {AccessTokenRows.Columns}";

    public ValueTask<(AccessToken Token, byte[] Hash)?> FindAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<(AccessToken Token, byte[] Hash)?>(readers.Use(reader => reader.ReadToken(id)));
    }

    public Task<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken) =>
        status.TranslateAsync<IReadOnlyList<AccessToken>>(async () =>
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var rows = await context.AccessTokens.AsNoTracking().OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(cancellationToken);
            return [.. rows.Select(AccessTokenRows.ToToken)];
        });

    public Task AddAsync(AccessToken token, byte[] hash, CancellationToken cancellationToken) => writer.RunAsync(
        session => session.Execute(
            Insert,
            token.Id,
            token.Name,
            (int)token.Scopes,
            AccessTokenRows.Join(token.Repositories),
            hash,
            token.CreatedAt.UtcTicks,
            token.ExpiresAt?.UtcTicks,
            token.RevokedAt?.UtcTicks),
        cancellationToken);

    public Task<AccessToken?> RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) => writer.RunAsync(
        session =>
        {
            using var reader = session.Command(Revoke, id, at.UtcTicks).ExecuteReader();
            return reader.Read() ? reader.GetToken().Token : null;
        },
        cancellationToken);

    public Task<bool> AnyUsableAsync(DateTimeOffset now, CancellationToken cancellationToken) => status.TranslateAsync(async () =>
    {
        var ticks = now.UtcTicks;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.AccessTokens.AnyAsync(
            row => row.RevokedAt == null && (row.ExpiresAt == null || row.ExpiresAt > ticks), cancellationToken);
    });
}
