using System.Globalization;
using GroupResults.Application.Ingestion;
using GroupResults.Benchmarks.Table;
using GroupResults.Domain.Pushes;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Load;

/// <summary>A database for the service, stored by its own commands; where many pushes are needed, some are copies of one.</summary>
internal static class LoadDatabase
{
    /// <summary>The copy that is changed for the sake of misses. Those with higher numbers stay as they are.</summary>
    internal const int ChangingCopy = 1;

    /// <summary>Long enough for a push to be stable.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    /// <summary>
    /// All pushes are stable from the start, with nothing left to warm, so that no answer turns into another in the middle
    /// of a turn.
    /// </summary>
    /// <param name="copied">The push that is there so many times more.</param>
    internal static async Task CreateAsync(string path, IEnumerable<ReportInput> reports, PushKey copied, int copies)
    {
        await BenchmarkData.StoreAsync(path, reports);
        SqliteConnection.ClearAllPools();
        await using var connection = await OpenAsync(path);
        await using var transaction = connection.BeginTransaction();
        await CopyAsync(connection, copied, copies);
        await transaction.CommitAsync();
        await SettleAsync(connection);
    }

    /// <summary>The revision of a copy. No push of the bench's own is called so.</summary>
    internal static string CopyRevision(int number) => number.ToString("x40", CultureInfo.InvariantCulture);

    /// <summary>A connection with the service's own pragmas.</summary>
    internal static async Task<SqliteConnection> OpenAsync(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        await ExecuteAsync(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON");
        return connection;
    }

    /// <summary>Makes all pushes stable, with nothing left to warm.</summary>
    internal static async Task SettleAsync(string path)
    {
        await using var connection = await OpenAsync(path);
        await SettleAsync(connection);
    }

    private static async Task SettleAsync(SqliteConnection connection)
    {
        await ExecuteAsync(connection, "UPDATE Pushes SET FirstSeenAt = FirstSeenAt - $1, LastActivityAt = LastActivityAt - $1", Age.Ticks);
        await ExecuteAsync(connection, "DELETE FROM WarmUps");
        await ExecuteAsync(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>A database as it is now, whether or not a service has it open.</summary>
    internal static async Task CopyFileAsync(string from, string to)
    {
        await using var connection = await OpenAsync(from);
        await ExecuteAsync(connection, "VACUUM INTO $1", to);
    }

    /// <summary>
    /// The push's rows again under other revisions, other incarnations and other task ids. A task run's id is made of its
    /// push's and the version that stored it first.
    /// </summary>
    private static async Task CopyAsync(SqliteConnection connection, PushKey push, int copies)
    {
        for (var number = 1; number <= copies; number++)
        {
            await ExecuteAsync(
                connection,
                """
                INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt, Epoch, Counter, ResultsVersion, ResultsEpoch, ResultsCounter)
                SELECT Repository, $1, random(), Version, FirstSeenAt, LastActivityAt, Epoch, Counter, Version, Epoch, Counter
                FROM Pushes WHERE Repository = $2 AND Revision = $3
                """,
                CopyRevision(number), push.Repository, push.Revision);
            await ExecuteAsync(
                connection,
                """
                INSERT INTO TaskRuns (Id, PushId, TaskId, RunId, JobNameId, Version, Results)
                SELECT copy.Id * 4294967296 + (run.Id & 4294967295), copy.Id, substr(run.TaskId, 1, 18) || printf('%04x', $1),
                    run.RunId, run.JobNameId, run.Version, run.Results
                FROM Pushes AS original
                JOIN TaskRuns AS run ON run.PushId = original.Id
                JOIN Pushes AS copy ON copy.Repository = original.Repository AND copy.Revision = $2
                WHERE original.Repository = $3 AND original.Revision = $4
                ORDER BY run.Id
                """,
                number, CopyRevision(number), push.Repository, push.Revision);
        }
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, params object[] values)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only the texts above.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i + 1}", values[i]);
        await command.ExecuteNonQueryAsync();
    }
}
