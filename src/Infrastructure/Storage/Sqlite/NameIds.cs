using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>The ids of committed names in one dictionary table. Used only on the writer's thread. Cleared when full.</summary>
internal abstract class NameIds(string table)
{
    private const int MaxNames = 200_000;

    /// <summary>The limit for all names together: 32 MB of text.</summary>
    private const int MaxCharacters = 16 * 1024 * 1024;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private int _characters;

    internal string FindSql { get; } = FindIn(table);

    internal string InsertSql { get; } = $"INSERT INTO {table} (Hash, Name) VALUES ($1, $2) RETURNING Id";

    /// <summary>Finds the id of a name by its hash and itself.</summary>
    internal static string FindIn(string table) => $"SELECT Id FROM {table} WHERE Hash = $1 AND Name = $2";

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
    /// The hash that the table is searched by. It has 32 bits, because an index of the names would be as large as the
    /// table. It comes from a cryptographic hash, so that clients cannot easily send many names with one hash.
    /// </summary>
    internal static int HashOf(string name) => BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}

internal sealed class GroupIds() : NameIds("Groups");

internal sealed class JobNameIds() : NameIds("JobNames");

internal sealed class RunPropertiesIds() : NameIds("RunProperties");

/// <summary>
/// The names that are new in one transaction. They are published after its commit: if it fails, the database may give their
/// ids to other names.
/// </summary>
internal sealed class TransactionNames(SqliteWriterSession session, NameIds known)
{
    private readonly Dictionary<string, int> _met = new(StringComparer.Ordinal);

    /// <summary>Returns the id of a name, and stores a new name.</summary>
    internal int IdOf(string name)
    {
        if (known.TryGet(name, out var id) || _met.TryGetValue(name, out id)) return id;
        var hash = NameIds.HashOf(name);
        var found = session.Command(known.FindSql, hash, name).ExecuteScalar() ?? session.Command(known.InsertSql, hash, name).ExecuteScalar()!;
        id = checked((int)(long)found);
        _met.Add(name, id);
        return id;
    }

    /// <summary>Call after the commit.</summary>
    internal void Publish() => known.Publish(_met);
}
