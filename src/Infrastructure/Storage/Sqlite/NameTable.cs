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
    private volatile T?[]?[] _blocks = []; // By id: looked up for each of a push's results, so by nothing but two indexes.
    private int _loaded;

    /// <exception cref="InvalidDataException">Nothing has this id.</exception>
    public T this[int id]
    {
        get
        {
            var blocks = _blocks;
            var index = (uint)id / BlockSize;
            return index < (uint)blocks.Length && blocks[index] is { } block && block[(uint)id % BlockSize] is { } name ? name : Load(id);
        }
    }

    private T Load(int id)
    {
        if (id < 0) throw Unknown(id);
        lock (_lock)
        {
            var index = id / BlockSize;
            var known = index < _blocks.Length ? _blocks[index] : null;
            if (known?[id % BlockSize] is { } name) return name;
            var block = new T?[BlockSize];
            known?.CopyTo(block, 0);
            readers.Use(reader =>
            {
                var from = index * BlockSize;
                reader.ReadNames(table, from, from + BlockSize - 1, (found, text) => block[found % BlockSize] ??= create(text));
                return true;
            });
            if (block[id % BlockSize] is not { } loaded) throw Unknown(id);
            Publish(index, block, isNew: known is null);
            return loaded;
        }
    }

    /// <summary>Readers go without the lock: they see the old blocks or the new ones, never an array that changes.</summary>
    private void Publish(int index, T?[] block, bool isNew)
    {
        var startsOver = isNew && _loaded == MaxBlocks;
        var blocks = new T?[]?[Math.Max(index + 1, startsOver ? 0 : _blocks.Length)];
        if (startsOver) _loaded = 0;
        else _blocks.CopyTo(blocks, 0);
        if (isNew) _loaded++;
        blocks[index] = block;
        _blocks = blocks;
    }

    private InvalidDataException Unknown(int id) => new($"Nothing in {table} has the id {id}.");
}

internal sealed class GroupNameTable(SqliteReaderPool readers)
    : NameTable<GroupName>(readers, "Groups", text => new GroupName(text)), IGroupNames;

internal sealed class JobNameTable(SqliteReaderPool readers) : NameTable<string>(readers, "JobNames", text => text);
