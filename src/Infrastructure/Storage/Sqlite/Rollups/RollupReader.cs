using GroupResults.Application.Rollups;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Verdicts;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite.Rollups;

/// <summary>Reads roll-ups with compiled statements. Not thread-safe.</summary>
internal sealed class RollupReader(SqliteReader reader) : IDisposable
{
    private const string Ids = "(SELECT value FROM json_each($1))";

    private readonly SqliteCommand _lacking = reader.Connection.Prepare(
        $"""
        SELECT Repository, Revision, Version FROM Pushes
        WHERE {SqliteRollups.IsLacking} AND (LastActivityAt <= $1 OR IsComplete)
        ORDER BY LastActivityAt DESC LIMIT $2
        """,
        "$1",
        "$2");

    private readonly SqliteCommand _rolledUp = reader.Connection.Prepare(
        $"SELECT Id FROM Pushes WHERE Id IN {Ids} AND NOT ({SqliteRollups.IsLacking})", "$1");

    private readonly SqliteCommand _repository = reader.Connection.Prepare("SELECT Id FROM Repositories WHERE Name = $1", "$1");

    private readonly SqliteCommand _rows = reader.Connection.Prepare($"SELECT Id, Results FROM GroupRollups WHERE Id IN {Ids}", "$1");

    private readonly SqliteCommand _rowsOfPushes = reader.Connection.Prepare($"SELECT Id, Results FROM GroupRollups WHERE PushId IN {Ids}", "$1");

    private readonly SqliteCommand _counts = reader.Connection.Prepare($"SELECT PushId, Ran, Failed FROM PushSummaries WHERE PushId IN {Ids}", "$1");

    private readonly SqliteCommand _summaries = reader.Connection.Prepare(
        $"SELECT PushId, Ran, Failed, RanGroups, FlakyGroups FROM PushSummaries WHERE PushId IN {Ids}", "$1");

    internal List<LackingPush> FindLacking(DateTimeOffset activeSince, int limit)
    {
        List<LackingPush> pushes = [];
        using var rows = _lacking.With(null, activeSince.UtcTicks, limit).ExecuteReader();
        while (rows.Read()) pushes.Add(new LackingPush(new PushKey(rows.GetString(0), rows.GetString(1)), rows.GetInt64(2)));
        return pushes;
    }

    /// <summary>What the pushes' roll-ups say of some groups; null for a push without roll-ups of its present results.</summary>
    /// <param name="pushes">Of one repository.</param>
    /// <param name="groups">Null for all.</param>
    internal ResultsByGroup?[] FindResults(
        IReadOnlyList<PushHead> pushes, IReadOnlySet<int>? groups, Labels labels, NameTables names, SqliteTransaction transaction)
    {
        if (pushes.Count == 0) return [];
        var results = new Dictionary<long, List<TaskResult>>();
        foreach (var id in FindRolledUp(pushes, transaction)) results.Add(id, []);
        if (results.Count > 0) ReadRows(pushes[0].Push.Repository, results, groups, transaction);
        Resolve(results.Values, labels, names, transaction);
        return [.. pushes.Select(push => results.TryGetValue(push.Id, out var all)
            ? ResultsByGroup.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all))
            : null)];
    }

    /// <summary>Null for a push without roll-ups of its present results.</summary>
    /// <param name="withGroups">Whether to read which groups ran, and not only how many.</param>
    internal PushSummary?[] FindSummaries(IReadOnlyList<PushHead> pushes, bool withGroups, SqliteTransaction transaction)
    {
        var summaries = FindRolledUp(pushes, transaction).ToDictionary(id => id, _ => PushSummary.Nothing);
        using var rows = (withGroups ? _summaries : _counts).With(transaction, ToJson(summaries.Keys)).ExecuteReader();
        while (rows.Read())
        {
            summaries[rows.GetInt64(0)] = new PushSummary(
                rows.GetInt32(1),
                rows.GetInt32(2),
                withGroups ? rows.GetFieldValue<byte[]>(3) : default,
                withGroups ? rows.GetFieldValue<byte[]>(4) : default);
        }

        return [.. pushes.Select(push => summaries.GetValueOrDefault(push.Id))];
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_lacking, _rolledUp, _repository, _rows, _rowsOfPushes, _counts, _summaries]) command.Dispose();
    }

    private List<long> FindRolledUp(IReadOnlyList<PushHead> pushes, SqliteTransaction transaction)
    {
        List<long> ids = [];
        using var rows = _rolledUp.With(transaction, ToJson(pushes.Select(push => push.Id))).ExecuteReader();
        while (rows.Read()) ids.Add(rows.GetInt64(0));
        return ids;
    }

    private void ReadRows(string repository, Dictionary<long, List<TaskResult>> results, IReadOnlySet<int>? groups, SqliteTransaction transaction)
    {
        using var rows = groups is null
            ? _rowsOfPushes.With(transaction, ToJson(results.Keys)).ExecuteReader()
            : _rows.With(transaction, ToJson(IdsOf(repository, results.Keys, groups, transaction))).ExecuteReader();
        while (rows.Read())
        {
            var id = rows.GetInt64(0);
            var ofPush = results[RollupId.PushOf(id)];
            foreach (var result in PackedTaskResults.Read(RollupId.ChunkOf(id), rows.GetBlob(1), groups)) ofPush.Add(result);
        }
    }

    private IEnumerable<long> IdsOf(string repository, IReadOnlyCollection<long> pushIds, IReadOnlySet<int> groups, SqliteTransaction transaction)
    {
        var repositoryId = (long)_repository.With(transaction, repository).ExecuteScalar()!;
        return groups.Select(PackedTaskResults.ChunkOf).Distinct()
            .Where(chunk => RollupId.Fits(repositoryId, chunk, 0))
            .SelectMany(chunk => pushIds.Select(push => RollupId.For(repositoryId, chunk, push)));
    }

    /// <summary>Puts the index of a label in the place of its code.</summary>
    private void Resolve(IReadOnlyCollection<List<TaskResult>> results, Labels labels, NameTables names, SqliteTransaction transaction)
    {
        var codes = new Dictionary<int, int>();
        foreach (var ofPush in results)
        {
            foreach (var result in ofPush) codes.TryAdd(result.Label, -1);
        }

        if (codes.Count == 0) return;
        var jobNames = names.JobNames.Read(codes.Keys.Select(LabelCode.NameIdOf), reader.ReadHistory(transaction), reader, transaction);
        foreach (var code in codes.Keys) codes[code] = LabelCode.AddTo(labels, code, jobNames);
        foreach (var ofPush in results)
        {
            for (var i = 0; i < ofPush.Count; i++) ofPush[i] = ofPush[i] with { Label = codes[ofPush[i].Label] };
        }
    }

    private static string ToJson(IEnumerable<long> ids) => $"[{string.Join(',', ids)}]";
}
