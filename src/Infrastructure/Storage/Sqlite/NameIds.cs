using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The ids of names in one dictionary table, as far as they are committed; for the writer's thread alone. Bounded: when it
/// is full, it starts over.
/// </summary>
internal abstract class NameIds(string table)
{
    private const int MaxNames = 200_000;

    /// <summary>Of all names together; 32 MB of text.</summary>
    private const int MaxCharacters = 16 * 1024 * 1024;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private int _characters;

    internal string FindSql { get; } = $"SELECT Id FROM {table} WHERE Hash = $1 AND Name = $2";

    internal string InsertSql { get; } = $"INSERT INTO {table} (Hash, Name) VALUES ($1, $2) RETURNING Id";

    internal bool TryGet(string name, out int id) => _ids.TryGetValue(name, out id);

    internal void Publish(IReadOnlyCollection<KeyValuePair<string, int>> names)
    {
        foreach (var (name, id) in names)
        {
            if (_ids.Count >= MaxNames || _characters + name.Length > MaxCharacters)
            {
                _ids.Clear();
                _characters = 0;
            }

            if (_ids.TryAdd(name, id)) _characters += name.Length;
        }
    }

    /// <summary>
    /// What the table is searched by: 32 bits, since an index of the names themselves would take as much room as the
    /// table. Of a cryptographic hash, so that nobody can easily send many names that share one.
    /// </summary>
    internal static int HashOf(string name) => BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}

internal sealed class GroupIds() : NameIds("Groups");

internal sealed class JobNameIds() : NameIds("JobNames");

/// <summary>
/// The names that one transaction meets for the first time. They are published after its commit: where it fails, the
/// database may give their ids to other names.
/// </summary>
internal sealed class TransactionNames(SqliteWriterSession session, NameIds known)
{
    private readonly Dictionary<string, int> _met = new(StringComparer.Ordinal);

    /// <summary>A name that is new is stored.</summary>
    internal int IdOf(string name)
    {
        if (known.TryGet(name, out var id) || _met.TryGetValue(name, out id)) return id;
        var hash = NameIds.HashOf(name);
        var found = session.Command(known.FindSql, hash, name).ExecuteScalar() ?? session.Command(known.InsertSql, hash, name).ExecuteScalar()!;
        id = checked((int)(long)found);
        _met.Add(name, id);
        return id;
    }

    /// <summary>To be called after the commit.</summary>
    internal void Publish() => known.Publish(_met);
}
