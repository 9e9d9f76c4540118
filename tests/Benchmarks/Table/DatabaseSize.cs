using System.Globalization;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Table;

/// <summary>What a database takes on disk, once its log has been written back.</summary>
internal static class DatabaseSize
{
    internal static async Task PrintAsync(string path, int results)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await checkpoint.ExecuteNonQueryAsync();
        var bytes = new FileInfo(path).Length;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}: {bytes:N0} bytes for {results:N0} results: {(double)bytes / results:0.00} bytes a result"));
    }
}
