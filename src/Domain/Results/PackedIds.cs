namespace GroupResults.Domain.Results;

/// <summary>
/// A set of ids as the runs that it consists of: for each, the distance to the end of the run before it and its length, as varints.
/// Most pushes run most of the groups that came up together, so many ids take few bytes, and whole runs are counted at once.
/// </summary>
public static class PackedIds
{
    /// <param name="ids">In ascending order, without repetitions.</param>
    public static byte[] Pack(ReadOnlySpan<int> ids)
    {
        var buffer = new byte[ids.Length * 2 * Varints.MaxLength];
        var (length, end) = (0, 0);
        for (var i = 0; i < ids.Length;)
        {
            var first = i++;
            while (i < ids.Length && ids[i] == ids[i - 1] + 1) i++;
            length += Varints.Write(buffer.AsSpan(length), (uint)(ids[first] - end));
            length += Varints.Write(buffer.AsSpan(length), (uint)(i - first));
            end = ids[i - 1] + 1;
        }

        return buffer.AsSpan(0, length).ToArray();
    }

    public static PackedIdReader Read(ReadOnlySpan<byte> packed) => new(packed);
}

/// <summary>Ids in a row.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Count">At least 1.</param>
public readonly record struct IdRun(int First, int Count);

/// <summary>Enumerates the runs of packed ids: <c>foreach (var run in PackedIds.Read(bytes))</c>.</summary>
/// <exception cref="InvalidDataException">The bytes are not what <see cref="PackedIds.Pack"/> wrote.</exception>
public ref struct PackedIdReader(ReadOnlySpan<byte> packed)
{
    private ReadOnlySpan<byte> _rest = packed;
    private int _end;

    public IdRun Current { get; private set; }

    public readonly PackedIdReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        var first = _end + (int)Varints.Take(ref _rest);
        Current = new IdRun(first, (int)Varints.Take(ref _rest));
        _end = first + Current.Count;
        return true;
    }
}
