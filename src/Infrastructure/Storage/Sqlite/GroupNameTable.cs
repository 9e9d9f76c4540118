using GroupResults.Application.Results;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The names behind group ids, read from the database in blocks when first asked for. A name never changes, so what is
/// here is right; a place that is empty means only that it was not read since the group was made. Bounded: when it is
/// full, it starts over.
/// </summary>
internal sealed class GroupNameTable(SqliteReaderPool readers) : IGroupNames
{
    private const int BlockSize = 1024;

    /// <summary>128 blocks of 1,024 names; at some 300 bytes each about 40 MB.</summary>
    private const int MaxBlocks = 128;

    private readonly Lock _lock = new();
    private volatile Dictionary<int, GroupName?[]> _blocks = [];

    public GroupName this[int groupId] =>
        _blocks.TryGetValue(groupId / BlockSize, out var block) && block[groupId % BlockSize] is { } name ? name : Load(groupId);

    private GroupName Load(int groupId)
    {
        lock (_lock)
        {
            var index = groupId / BlockSize;
            if (_blocks.TryGetValue(index, out var known) && known[groupId % BlockSize] is { } name) return name;
            var block = new GroupName?[BlockSize];
            known?.CopyTo(block, 0);
            readers.Use(reader =>
            {
                reader.ReadGroups(index * BlockSize, (index * BlockSize) + BlockSize - 1, (id, text) => block[id % BlockSize] ??= new GroupName(text));
                return true;
            });

            // Readers go without the lock: they see the old dictionary or the new one, never one that changes.
            _blocks = new Dictionary<int, GroupName?[]>(_blocks.Count < MaxBlocks ? _blocks : []) { [index] = block };
            return block[groupId % BlockSize] ?? throw new InvalidDataException($"No group has the id {groupId}.");
        }
    }
}
