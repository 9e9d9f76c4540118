using GroupResults.Application;
using GroupResults.Domain.Results;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Migrates the database to this program's schema and opens its files. All pending migrations run in one transaction under
/// SQLite's write lock, which the system releases when the process is killed; EF Core's lock is a row that would remain. If
/// nothing is pending, nothing is written, so the service starts on a full disk.
/// </summary>
internal sealed class SqliteMigrator(
    SqliteDatabase database, DatabaseFiles files, IDbContextFactory<GroupResultsDbContext> contexts, ILogger<SqliteMigrator> log)
{
    /// <exception cref="StorageUnusableException">The database cannot be opened, or belongs to another program or version.</exception>
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
    /// Foreign keys are disabled during the migration. SQLite changes a column by replacing the table, and dropping the old
    /// one would delete the rows that refer to it. EF Core's scripts also disable them, but this has no effect inside a
    /// transaction.
    /// </summary>
    private async Task MigrateAsync(GroupResultsDbContext context, CancellationToken cancellationToken)
    {
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        connection.CreateFunction("has_failures", static (byte[] packed) => PackedResults.HasFailures(packed), isDeterministic: true);
        connection.Execute("PRAGMA foreign_keys = OFF"); // The next opening of the connection enables them again.
        await using var transaction = connection.BeginTransaction();
        await context.Database.UseTransactionAsync(transaction, cancellationToken);

        // Checked again: another process may have migrated in the meantime.
        if (await PendingAsync(context, cancellationToken) is { Count: > 0 } pending)
        {
            var applied = await context.GetService<IHistoryRepository>().GetAppliedMigrationsAsync(cancellationToken);
            var script = context.GetService<IMigrator>().GenerateScript(
                applied.Count == 0 ? Migration.InitialDatabase : applied[^1].MigrationId,
                pending[^1],
                MigrationsSqlGenerationOptions.NoTransactions);
            connection.Execute(script, transaction);
            connection.Execute(RepositoryTotals.CreateTriggers, transaction);
            EnsureReferencesHold(connection, transaction);
            log.Migrated(pending.Count, pending[^1]);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <exception cref="StorageUnusableException">A row refers to a missing row. The transaction is rolled back.</exception>
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
                + $"a row of {reader.GetString(0)} would refer to a missing row of {reader.GetString(1)}. Nothing was changed.");
        }
    }

    /// <summary>The migrations that the database lacks, in order.</summary>
    /// <exception cref="StorageUnusableException">The database has migrations that this program does not know.</exception>
    internal static async Task<IReadOnlyList<string>> PendingAsync(GroupResultsDbContext context, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (applied.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new StorageUnusableException(
                $"The storage (ConnectionStrings:Storage) was migrated by a newer version of GroupResults: it has the migration {unknown}.");
        }

        return [.. known.Except(applied, StringComparer.Ordinal)];
    }
}
