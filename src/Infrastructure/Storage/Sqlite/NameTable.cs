using GroupResults.Application.Results;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The names behind the ids of one dictionary table, read from the database in blocks when first asked for. A name never
/// changes, so what is here is right; a place that is empty means only that it was not read since the name was stored.
/// Bounded: when it is full, it starts over.
/// </summary>
internal abstract class NameTable<T>(SqliteReaderPool readers, string table, Func<string, T> create)
    where T : class
{
    private const int BlockSize = 1024;

    /// <summary>128 blocks of 1,024 names; at some 300 bytes each about 40 MB.</summary>
    private const int MaxBlocks = 128;

    private readonly Lock _lock = new();
    private volatile Dictionary<int, T?[]> _blocks = [];

    /// <exception cref="InvalidDataException">Nothing has this id.</exception>
    public T this[int id] =>
        _blocks.TryGetValue(id / BlockSize, out var block) && block[id % BlockSize] is { } name ? name : Load(id);

    private T Load(int id)
    {
        lock (_lock)
        {
            var index = id / BlockSize;
            if (_blocks.TryGetValue(index, out var known) && known[id % BlockSize] is { } name) return name;
            var block = new T?[BlockSize];
            known?.CopyTo(block, 0);
            readers.Use(reader =>
            {
                var from = index * BlockSize;
                reader.ReadNames(table, from, from + BlockSize - 1, (found, text) => block[found % BlockSize] ??= create(text));
                return true;
            });

            // Readers go without the lock: they see the old dictionary or the new one, never one that changes.
            _blocks = new Dictionary<int, T?[]>(_blocks.Count < MaxBlocks ? _blocks : []) { [index] = block };
            return block[id % BlockSize] ?? throw new InvalidDataException($"Nothing in {table} has the id {id}.");
        }
    }
}

internal sealed class GroupNameTable(SqliteReaderPool readers)
    : NameTable<GroupName>(readers, "Groups", text => new GroupName(text)), IGroupNames;

internal sealed class JobNameTable(SqliteReaderPool readers) : NameTable<string>(readers, "JobNames", text => text);
