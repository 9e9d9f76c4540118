using GroupResults.Domain.Results;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The ids of group names, for the writer alone. Ids given in a transaction are kept aside until it has committed:
/// after a rollback the database may give them to other names. Bounded: when it is full, it starts over.
/// </summary>
internal sealed class GroupIds
{
    private const int MaxNames = 200_000;

    private const string Find = "SELECT Id FROM Groups WHERE Name = $1";
    private const string Insert = "INSERT INTO Groups (Name) VALUES ($1) RETURNING Id";

    private readonly Dictionary<string, int> _published = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _unpublished = new(StringComparer.Ordinal);

    /// <summary>Names that are new are stored in the session's transaction.</summary>
    internal PackedResult[] Resolve(SqliteWriterSession session, IReadOnlyList<GroupResult> results)
    {
        var resolved = new PackedResult[results.Count];
        for (var i = 0; i < resolved.Length; i++)
        {
            var (group, status, durationMs) = results[i];
            resolved[i] = new PackedResult(IdOf(session, group), status, durationMs);
        }

        return resolved;
    }

    internal void ForgetUnpublished() => _unpublished.Clear();

    /// <summary>To be called after the commit.</summary>
    internal void Publish()
    {
        if (_published.Count + _unpublished.Count > MaxNames) _published.Clear();
        foreach (var (name, id) in _unpublished) _published[name] = id;
        _unpublished.Clear();
    }

    private int IdOf(SqliteWriterSession session, string name)
    {
        if (_published.TryGetValue(name, out var id) || _unpublished.TryGetValue(name, out id)) return id;
        var found = session.Command(Find, name).ExecuteScalar() ?? session.Command(Insert, name).ExecuteScalar()!;
        id = checked((int)(long)found);
        _unpublished.Add(name, id);
        return id;
    }
}
