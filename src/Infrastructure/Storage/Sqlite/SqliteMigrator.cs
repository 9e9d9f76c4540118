using GroupResults.Application;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Brings the database to this program's schema and takes hold of its files. All pending migrations go in one transaction under SQLite's own write
/// lock, which the system takes back from a killed process; EF Core's lock is a row that would stay for ever.
/// Where nothing is pending, nothing is written: a full disk does not stop the start.
/// </summary>
internal sealed class SqliteMigrator(
    SqliteDatabase database, DatabaseFiles files, IDbContextFactory<GroupResultsDbContext> contexts, ILogger<SqliteMigrator> log)
{
    /// <exception cref="StorageUnusableException">The database cannot be opened, or is not this program's.</exception>
    internal async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Path.GetDirectoryName(database.Path) is { } directory) Directory.CreateDirectory(directory);
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.Database.OpenConnectionAsync(cancellationToken);
            if ((await PendingAsync(context, cancellationToken)).Count > 0) await MigrateAsync(context, cancellationToken);
            files.Hold();
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            var reason = SqliteFaults.Translate(exception) is StorageFullException ? "its disk is full." : exception.Message;
            throw new StorageUnusableException($"The storage at {database.Path} (ConnectionStrings:Storage) cannot be used: {reason}", exception);
        }
    }

    /// <summary>
    /// Foreign keys are off meanwhile: SQLite changes a column by putting a new table in the place of the old one, and
    /// removing that would delete the rows that refer to it. EF Core's scripts turn them off too, but inside a transaction
    /// that does nothing.
    /// </summary>
    private async Task MigrateAsync(GroupResultsDbContext context, CancellationToken cancellationToken)
    {
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        connection.Execute("PRAGMA foreign_keys = OFF"); // Whoever opens the connection next turns them on again.
        await using var transaction = connection.BeginTransaction();
        await context.Database.UseTransactionAsync(transaction, cancellationToken);

        // Asked again: another process may have migrated meanwhile.
        if (await PendingAsync(context, cancellationToken) is { Count: > 0 } pending)
        {
            var applied = await context.GetService<IHistoryRepository>().GetAppliedMigrationsAsync(cancellationToken);
            var script = context.GetService<IMigrator>().GenerateScript(
                applied.Count == 0 ? Migration.InitialDatabase : applied[^1].MigrationId,
                pending[^1],
                MigrationsSqlGenerationOptions.NoTransactions);
            connection.Execute(script, transaction);
            EnsureReferencesHold(connection, transaction);
            log.Migrated(pending.Count, pending[^1]);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <exception cref="StorageUnusableException">A row refers to one that is not there. What was not committed goes with its transaction.</exception>
    private void EnsureReferencesHold(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1";
        command.Transaction = transaction;
        using var reader = command.ExecuteReader();
        if (reader.Read())
        {
            throw new StorageUnusableException(
                $"The storage at {database.Path} (ConnectionStrings:Storage) cannot be migrated: "
                + $"a row of {reader.GetString(0)} would refer to none of {reader.GetString(1)}. Nothing was changed.");
        }
    }

    /// <summary>Migrations that this program has and the database lacks, in their order.</summary>
    /// <exception cref="StorageUnusableException">The database has migrations that this program does not know.</exception>
    internal static async Task<IReadOnlyList<string>> PendingAsync(GroupResultsDbContext context, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (applied.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new StorageUnusableException(
                $"The storage (ConnectionStrings:Storage) was made by a newer version of GroupResults: it has the migration {unknown}.");
        }

        return [.. known.Except(applied, StringComparer.Ordinal)];
    }
}
