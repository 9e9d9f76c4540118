using GroupResults.Domain.Access;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Converts between rows and tokens.</summary>
internal static class AccessTokenRows
{
    /// <summary>The columns, in the order that <see cref="GetToken"/> reads.</summary>
    internal const string Columns = "Id, Name, Scopes, Repositories, Hash, CreatedAt, ExpiresAt, RevokedAt";

    internal const string Select = $"SELECT {Columns} FROM AccessTokens WHERE Id = $1";

    internal static (AccessToken Token, byte[] Hash) GetToken(this SqliteDataReader reader) => (
        new AccessToken(
            reader.GetString(0),
            reader.GetString(1),
            (AccessScopes)reader.GetInt32(2),
            Split(reader.GetString(3)),
            reader.GetTime(5),
            reader.GetTimeOrNull(6),
            reader.GetTimeOrNull(7)),
        reader.GetFieldValue<byte[]>(4));

    internal static AccessToken ToToken(AccessTokenRow row) => new(
        row.Id,
        row.Name,
        (AccessScopes)row.Scopes,
        Split(row.Repositories),
        Time(row.CreatedAt),
        row.ExpiresAt is { } expiresAt ? Time(expiresAt) : null,
        row.RevokedAt is { } revokedAt ? Time(revokedAt) : null);

    internal static string Join(IReadOnlyList<string> repositories) => string.Join(',', repositories);

    private static string[] Split(string repositories) => repositories.Length == 0 ? [] : repositories.Split(',');

    private static DateTimeOffset? GetTimeOrNull(this SqliteDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetTime(ordinal);

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
