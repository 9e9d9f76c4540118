using GroupResults.Domain.Results;

namespace GroupResults.Domain.Verdicts;

/// <summary>
/// The results of a push's tasks for neighbouring groups, in about five bytes each. A chunk has <see cref="GroupsPerChunk"/> ids. Each group
/// with a result is a varint, count &lt;&lt; 4 | place in the chunk, and then its results, sorted by label: the distance to the previous
/// label, and duration &lt;&lt; 2 | status. Equal results pack to equal bytes.
/// </summary>
public static class PackedTaskResults
{
    /// <summary>
    /// A push of 6,000 groups is then some 400 chunks of a few hundred bytes: a history reads little beside its group, and storing
    /// a push touches few places.
    /// </summary>
    public const int GroupsPerChunk = 1 << PlaceBits;

    internal const int PlaceBits = 4;
    internal const int PlaceMask = GroupsPerChunk - 1;

    public static int ChunkOf(int groupId) => groupId >> PlaceBits;

    /// <summary>Sorts <paramref name="results"/> in place.</summary>
    /// <param name="results">All of one chunk. Labels are the storage's numbers.</param>
    public static byte[] Pack(Span<TaskResult> results)
    {
        results.Sort(static (left, right) =>
            (left.GroupId, left.Label, left.Status, left.DurationMs).CompareTo((right.GroupId, right.Label, right.Status, right.DurationMs)));
        var buffer = new byte[results.Length * 3 * Varints.MaxLength];
        var length = 0;
        for (ReadOnlySpan<TaskResult> rest = results; !rest.IsEmpty;)
        {
            var count = CountOfFirst(rest);
            length += Varints.Write(buffer.AsSpan(length), ((uint)count << PlaceBits) | (uint)(rest[0].GroupId & PlaceMask));
            var label = 0;
            foreach (var result in rest[..count])
            {
                length += Varints.Write(buffer.AsSpan(length), (uint)(result.Label - label));
                length += Varints.Write(buffer.AsSpan(length), ((uint)result.DurationMs << 2) | (uint)result.Status);
                label = result.Label;
            }

            rest = rest[count..];
        }

        return buffer.AsSpan(0, length).ToArray();
    }

    /// <param name="groups">The groups to read; null for all.</param>
    public static PackedTaskResultReader Read(int chunk, ReadOnlySpan<byte> packed, IReadOnlySet<int>? groups = null) => new(chunk, packed, groups);

    private static int CountOfFirst(ReadOnlySpan<TaskResult> sorted)
    {
        var count = 1;
        while (count < sorted.Length && sorted[count].GroupId == sorted[0].GroupId) count++;
        return count;
    }
}

/// <summary>Enumerates packed results: <c>foreach (var result in PackedTaskResults.Read(chunk, bytes))</c>.</summary>
/// <exception cref="InvalidDataException">The bytes are not what <see cref="PackedTaskResults.Pack"/> wrote.</exception>
public ref struct PackedTaskResultReader(int chunk, ReadOnlySpan<byte> packed, IReadOnlySet<int>? groups)
{
    private ReadOnlySpan<byte> _rest = packed;
    private int _groupId;
    private int _left;
    private int _label;

    public TaskResult Current { get; private set; }

    public readonly PackedTaskResultReader GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_left == 0)
        {
            if (_rest.IsEmpty) return false;
            var head = Varints.Take(ref _rest);
            _groupId = (chunk << PackedTaskResults.PlaceBits) | (int)(head & PackedTaskResults.PlaceMask);
            _left = (int)(head >> PackedTaskResults.PlaceBits);
            _label = 0;
            if (groups?.Contains(_groupId) is false)
            {
                Varints.Skip(ref _rest, 2 * _left);
                _left = 0;
            }
        }

        _left--;
        _label += (int)Varints.Take(ref _rest);
        var value = Varints.Take(ref _rest);
        Current = new TaskResult(_groupId, _label, (GroupStatus)(value & 3), (int)(value >> 2));
        return true;
    }
}
