using System.Text;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Results;

/// <summary>
/// Adjacent tasks of a result map. Each element is written with a trailing comma; the closing brace overwrites the last
/// comma.
/// </summary>
internal sealed class ResultMapPart(ResultMapTask[] tasks, IGroupNames groups, bool keepsEmpty)
{
    private int _position;

    /// <summary>The offset of the part in the map.</summary>
    internal int Start { get; set; }

    /// <summary>The length in bytes, including the trailing comma.</summary>
    internal int Length { get; private set; }

    internal void Measure()
    {
        foreach (var task in tasks)
        {
            task.GroupsLength = LengthOfGroups(task);
            if (!IsWritten(task)) continue;
            Length = checked(Length + task.TaskId.Length + "\"\":{"u8.Length + Math.Max(task.GroupsLength, "}"u8.Length) + ","u8.Length);
        }
    }

    internal void WriteTo(byte[] map)
    {
        _position = Start;
        foreach (var task in tasks)
        {
            if (IsWritten(task)) WriteTask(map, task);
        }

        if (_position != Start + Length)
            throw new InvalidOperationException($"A part of a result map has {_position - Start} bytes; {Length} were expected.");
    }

    private bool IsWritten(ResultMapTask task) => keepsEmpty || task.GroupsLength > 0;

    private int LengthOfGroups(ResultMapTask task)
    {
        var length = 0;
        if (task.Merged is { } merged)
        {
            foreach (var (_, result) in merged) length += LengthOf(result.GroupId, result.Status);
        }
        else
        {
            foreach (var result in PackedResults.Read(task.First.Packed.Span)) length += LengthOf(result.GroupId, result.Status);
        }

        return length;
    }

    private int LengthOf(int groupId, GroupStatus status) =>
        status.IsInResultMap() ? groups[groupId].JsonProperty.Length + Value(status).Length : 0;

    private void WriteTask(byte[] map, ResultMapTask task)
    {
        // Task ids are ASCII without characters that JSON escapes.
        Append(map, "\""u8);
        _position += Encoding.ASCII.GetBytes(task.TaskId, map.AsSpan(_position));
        Append(map, "\":{"u8);
        if (task.Merged is { } merged)
        {
            foreach (var (_, result) in merged) WriteGroup(map, result.GroupId, result.Status);
        }
        else
        {
            foreach (var result in PackedResults.Read(task.First.Packed.Span)) WriteGroup(map, result.GroupId, result.Status);
        }

        if (task.GroupsLength > 0) _position--;
        Append(map, "},"u8);
    }

    private void WriteGroup(byte[] map, int groupId, GroupStatus status)
    {
        if (!status.IsInResultMap()) return;
        Append(map, groups[groupId].JsonProperty);
        Append(map, Value(status));
    }

    private void Append(byte[] map, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(map.AsSpan(_position));
        _position += bytes.Length;
    }

    private static ReadOnlySpan<byte> Value(GroupStatus status) => status is GroupStatus.Ok ? "true,"u8 : "false,"u8;
}
