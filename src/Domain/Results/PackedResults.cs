namespace GroupResults.Domain.Results;

/// <summary>One result of a packed report. <see cref="GroupId"/> is the group's id in the database's dictionary.</summary>
public readonly record struct PackedResult(int GroupId, GroupStatus Status, int DurationMs);

/// <summary>
/// The results of a report in about five bytes each. Results are sorted by group id, and each is two varints: the distance
/// to the previous group id, and duration &lt;&lt; 2 | status. Equal results pack to equal bytes in whatever order they
/// were sent; repeated reports are recognised by comparing bytes.
/// </summary>
public static class PackedResults
{
    /// <summary>The minimum size of a result, in bytes.</summary>
    public const int MinLength = 2;

    /// <summary>Sorts <paramref name="results"/> in place. Group ids must be unique.</summary>
    public static byte[] Pack(Span<PackedResult> results)
    {
        results.Sort(static (left, right) => left.GroupId.CompareTo(right.GroupId));
        var buffer = new byte[results.Length * 2 * Varints.MaxLength];
        var length = 0;
        var previous = 0;
        foreach (var result in results)
        {
            length += Varints.Write(buffer.AsSpan(length), (uint)(result.GroupId - previous));
            length += Varints.Write(buffer.AsSpan(length), ((uint)result.DurationMs << 2) | (uint)result.Status);
            previous = result.GroupId;
        }

        return buffer.AsSpan(0, length).ToArray();
    }

    public static PackedResultReader Read(ReadOnlySpan<byte> packed) => new(packed);

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Pack"/> wrote.</exception>
    public static int Count(ReadOnlySpan<byte> packed)
    {
        var count = 0;
        foreach (var _ in Read(packed)) count++;
        return count;
    }

    /// <summary>Whether any group failed.</summary>
    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Pack"/> wrote.</exception>
    public static bool HasFailures(ReadOnlySpan<byte> packed)
    {
        foreach (var result in Read(packed))
        {
            if (result.Status is GroupStatus.Error) return true;
        }

        return false;
    }
}

/// <summary>Enumerates packed results: <c>foreach (var result in PackedResults.Read(bytes))</c>.</summary>
/// <exception cref="InvalidDataException">The bytes are not what <see cref="PackedResults.Pack"/> wrote.</exception>
public ref struct PackedResultReader(ReadOnlySpan<byte> packed)
{
    private ReadOnlySpan<byte> _rest = packed;
    private int _groupId;

    public PackedResult Current { get; private set; }

    public readonly PackedResultReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        _groupId += (int)Varints.Take(ref _rest);
        var value = Varints.Take(ref _rest);
        Current = new PackedResult(_groupId, (GroupStatus)(value & 3), (int)(value >> 2));
        return true;
    }
}
