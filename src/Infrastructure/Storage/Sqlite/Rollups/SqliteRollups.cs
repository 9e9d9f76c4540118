using GroupResults.Application.Changes;
using GroupResults.Application.Rollups;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Infrastructure.Storage.Sqlite.Rollups;

/// <summary>
/// Implements <see cref="IRollups"/> with the single writer, in steps of a few milliseconds, between which reports are stored. The first step
/// withdraws the push's earlier roll-ups, and the last one makes the new ones count. Each step requires the version that the roll-ups were
/// made from and the session that took the first: what an interrupted step leaves, or a restored database lacks, never counts.
/// </summary>
internal sealed class SqliteRollups(
    SqliteWriter writer, SqliteReaderPool readers, StabilityPolicy policy, ChangePublisher changes) : IRollups
{
    /// <summary>For an index and for the query that uses it.</summary>
    internal const string IsLacking = "ResultsVersion > 0 AND (RolledUpVersion IS NOT ResultsVersion OR RolledUpEpoch IS NOT ResultsEpoch)";

    /// <summary>Each is a page to write.</summary>
    private const int RowsPerStep = 128;

    private const string FindPush = $"SELECT Incarnation, Version, Epoch, {IsLacking} FROM Pushes WHERE Id = $1";

    private const string FindRepository = "SELECT Id FROM Repositories WHERE Name = $1";

    private const string Withdraw = "UPDATE Pushes SET RolledUpVersion = NULL, RolledUpEpoch = NULL WHERE Id = $1";

    private const string Count = "UPDATE Pushes SET RolledUpVersion = ResultsVersion, RolledUpEpoch = ResultsEpoch WHERE Id = $1";

    private const string FindStored = "SELECT Id FROM GroupRollups WHERE PushId = $1";

    private const string Remove = "DELETE FROM GroupRollups WHERE Id = $1";

    private const string Store =
        """
        INSERT INTO GroupRollups (Id, PushId, Results) VALUES ($1, $2, $3)
        ON CONFLICT (Id) DO UPDATE SET Results = excluded.Results WHERE Results <> excluded.Results
        """;

    private const string StoreSummary = "INSERT OR REPLACE INTO PushSummaries (PushId, Ran, Failed, RanGroups, FlakyGroups) VALUES ($1, $2, $3, $4, $5)";

    public Task<IReadOnlyList<LackingPush>> FindLackingAsync(DateTimeOffset activeSince, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LackingPush>>(readers.Use(reader => reader.Rollups.FindLacking(activeSince, limit), cancellationToken));

    public async Task<bool> StoreAsync(PushRollup rollup, CancellationToken cancellationToken)
    {
        if (await writer.RunAsync(session => Begin(session, rollup), cancellationToken) is not { } begun) return false;
        var rows = PackRows(rollup, begun);
        for (var from = 0; ; from += RowsPerStep)
        {
            var (step, isLast) = (rows.Skip(from).Take(RowsPerStep), from + RowsPerStep >= rows.Count);
            if (!await writer.RunAsync(session => Write(session, begun, rollup, step, isLast), cancellationToken)) return false;
            if (isLast) return true;
        }
    }

    private Begun? Begin(SqliteWriterSession session, PushRollup rollup)
    {
        if (!IsLackingAt(session, rollup.Head)) return null;
        session.Execute(Withdraw, rollup.Head.Id); // Always a change, so that the session's later transactions require this one.
        var names = session.PushesWith(policy, changes).JobNames;
        var codes = new int[rollup.Labels.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            var label = rollup.Labels[i];
            if (LabelCode.NameOf(label) is { } name) codes[i] = LabelCode.Of(label, names.IdOf(name));
        }

        List<long> stored = [];
        using var reader = session.Command(FindStored, rollup.Head.Id).ExecuteReader();
        while (reader.Read()) stored.Add(reader.GetInt64(0));
        return new Begun(session, (long)session.Command(FindRepository, rollup.Head.Push.Repository).ExecuteScalar()!, codes, stored);
    }

    private static bool Write(
        SqliteWriterSession session, Begun begun, PushRollup rollup, IEnumerable<(long Id, byte[]? Results)> rows, bool isLast)
    {
        var (push, summary) = (rollup.Head, rollup.Summary);
        if (session != begun.Session || !IsLackingAt(session, push)) return false;
        foreach (var (id, results) in rows)
        {
            if (results is null) session.Execute(Remove, id);
            else session.Execute(Store, id, push.Id, results);
        }

        if (!isLast) return true;
        session.Execute(StoreSummary, push.Id, summary.Ran, summary.Failed, summary.RanGroups.ToArray(), summary.FlakyGroups.ToArray());
        session.Execute(Count, push.Id);
        return true;
    }

    /// <summary>Whether the push is at this very version and lacks roll-ups.</summary>
    private static bool IsLackingAt(SqliteWriterSession session, PushHead push)
    {
        using var reader = session.Command(FindPush, push.Id).ExecuteReader();
        return reader.Read()
            && unchecked((ulong)reader.GetInt64(0)) == push.Incarnation.Value
            && reader.GetInt64(1) == push.Version
            && unchecked((ulong)reader.GetInt64(2)) == push.Stamp.Epoch.Value
            && reader.GetBoolean(3);
    }

    /// <summary>The rows to be stored, and without results those that are there and no longer needed.</summary>
    private static List<(long Id, byte[]? Results)> PackRows(PushRollup rollup, Begun begun)
    {
        List<(long Id, byte[]? Results)> rows = [];
        List<TaskResult> results = [];
        foreach (var chunk in rollup.Results.GroupIds.GroupBy(PackedTaskResults.ChunkOf).OrderBy(chunk => chunk.Key))
        {
            results.Clear();
            foreach (var group in chunk)
            {
                foreach (var result in rollup.Results[group]) results.Add(result with { Label = begun.Codes[result.Label] });
            }

            var packed = PackedTaskResults.Pack(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(results));
            rows.Add((RollupId.For(begun.RepositoryId, chunk.Key, rollup.Head.Id), packed));
        }

        var needed = rows.Select(row => row.Id).ToHashSet();
        rows.AddRange(begun.Stored.Where(id => !needed.Contains(id)).Select(id => (id, (byte[]?)null)));
        return rows;
    }

    /// <param name="Session">Each transaction of it requires the one before.</param>
    /// <param name="Codes">By the index of a label.</param>
    /// <param name="Stored">The rows that the push has from before.</param>
    private sealed record Begun(SqliteWriterSession Session, long RepositoryId, int[] Codes, IReadOnlyList<long> Stored);
}
