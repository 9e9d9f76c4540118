using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Gives EF Core's connections the same pragmas as every other.</summary>
internal sealed class PragmaInterceptor : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        ((SqliteConnection)connection).Execute(SqliteDatabase.Pragmas);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ((SqliteConnection)connection).Execute(SqliteDatabase.Pragmas);
        return Task.CompletedTask;
    }
}
