using GroupResults.Benchmarks.Load;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>Pushes without results in a repository of their own: what is counted over all pushes takes the longer the more there are.</summary>
internal static class Crowd
{
    internal const int DefaultPushes = 200_000;

    /// <summary>Each a second before the one before it, with the stamp of a push that is there already.</summary>
    internal static async Task CreateAsync(string database, int pushes)
    {
        await using var connection = await LoadDatabase.OpenAsync(database);
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            WITH RECURSIVE Numbers (Number) AS (SELECT 1 UNION ALL SELECT Number + 1 FROM Numbers WHERE Number < $pushes)
            INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt, Epoch, Counter, ResultsVersion, ResultsEpoch, ResultsCounter)
            SELECT 'crowd', printf('%040x', Number), random(), 1, At - Number * $second, At - Number * $second, Epoch, Counter, 1, Epoch, Counter
            FROM Numbers, (SELECT min(FirstSeenAt) AS At, Epoch, Counter FROM Pushes)
            """;
        command.Parameters.AddWithValue("$pushes", pushes);
        command.Parameters.AddWithValue("$second", TimeSpan.TicksPerSecond);
        await command.ExecuteNonQueryAsync();
    }
}
