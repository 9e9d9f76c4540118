using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GroupResults.Domain.Results;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The ids of names in one dictionary table, for the writer alone. Ids given in a transaction are kept aside until it
/// has committed: after a rollback the database may give them to other names. Bounded: when it is full, it starts over.
/// </summary>
internal abstract class NameIds(string table)
{
    private const int MaxNames = 200_000;

    private readonly Dictionary<string, int> _published = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _unpublished = new(StringComparer.Ordinal);
    private readonly string _find = $"SELECT Id FROM {table} WHERE Hash = $1 AND Name = $2";
    private readonly string _insert = $"INSERT INTO {table} (Hash, Name) VALUES ($1, $2) RETURNING Id";

    /// <summary>A name that is new is stored in the session's transaction.</summary>
    internal int IdOf(SqliteWriterSession session, string name)
    {
        if (_published.TryGetValue(name, out var id) || _unpublished.TryGetValue(name, out id)) return id;
        var hash = HashOf(name);
        var found = session.Command(_find, hash, name).ExecuteScalar() ?? session.Command(_insert, hash, name).ExecuteScalar()!;
        id = checked((int)(long)found);
        _unpublished.Add(name, id);
        return id;
    }

    internal void ForgetUnpublished() => _unpublished.Clear();

    /// <summary>To be called after the commit.</summary>
    internal void Publish()
    {
        if (_published.Count + _unpublished.Count > MaxNames) _published.Clear();
        foreach (var (name, id) in _unpublished) _published[name] = id;
        _unpublished.Clear();
    }

    /// <summary>
    /// What the table is searched by: 32 bits, since an index of the names themselves would take as much room as the
    /// table. Of a cryptographic hash, so that nobody can easily send many names that share one.
    /// </summary>
    internal static int HashOf(string name) => BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}

internal sealed class GroupIds() : NameIds("Groups")
{
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
}

internal sealed class JobNameIds() : NameIds("JobNames");
