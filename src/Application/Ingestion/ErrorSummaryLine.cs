using System.Collections.Frozen;
using System.Text.Json;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Ingestion;

/// <summary>
/// One line of an errorsummary log (mozlog's JSON lines): a group result, something else to skip without remark, or a
/// line with a fault.
/// </summary>
/// <param name="IsObject">Whether the line is a JSON object at all.</param>
internal readonly record struct ErrorSummaryLine(bool IsObject, GroupResult? Result, string? Group, string? Fault)
{
    private static readonly FrozenSet<string> OtherActions =
        FrozenSet.Create(StringComparer.Ordinal, "test_groups", "test_result", "test_status", "test_end", "log", "crash", "truncated");

    // A log line is flat; the limit only keeps the reader's own bookkeeping small.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 100_000 };

    internal static ErrorSummaryLine Parse(ReadOnlySpan<byte> line)
    {
        Text action = default, group = default, status = default;
        var duration = 0;
        try
        {
            var reader = new Utf8JsonReader(line, ReaderOptions);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return NoObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // Of a key that stands twice the last counts, as in Python's json.
                if (reader.ValueTextEquals("action"u8)) action = Text.Read(ref reader);
                else if (reader.ValueTextEquals("group"u8)) group = Text.Read(ref reader);
                else if (reader.ValueTextEquals("status"u8)) status = Text.Read(ref reader);
                else if (reader.ValueTextEquals("duration"u8)) duration = ReadDuration(ref reader);
                else reader.Skip();
            }

            // Reads on past the object: anything but white space there is an error.
            if (reader.Read()) return NoObject();
        }
        catch (JsonException)
        {
            return NoObject();
        }

        return Judge(action, group, status, duration);
    }

    private static ErrorSummaryLine Judge(Text action, Text group, Text status, int duration)
    {
        if (action.FaultOf("action") is { } actionFault) return new(true, null, null, actionFault);
        if (action.Value != "group_result")
        {
            return OtherActions.Contains(action.Value!)
                ? new(true, null, null, null)
                : new(true, null, null, $"the action {Shown.Value(action.Value)} is not known; group results have the action 'group_result'");
        }

        if (group.FaultOf("group") is { } groupFault) return new(true, null, null, groupFault);
        var name = group.Value!;
        if (GroupNames.FaultOf(name) is { } nameFault) return new(true, null, name, $"the group {nameFault}");
        if (status.FaultOf("status") is { } statusFault) return new(true, null, name, statusFault);
        return new(true, new GroupResult(name, GroupStatuses.FromLog(status.Value!), duration), name, null);
    }

    private static ErrorSummaryLine NoObject() => new(false, null, null, "the line is not a JSON object");

    private static int ReadDuration(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number) return reader.TryGetDouble(out var value) ? Durations.FromLog(value) : 0;
        reader.Skip();
        return 0;
    }

    /// <summary>A value that must be there and be a string.</summary>
    private readonly record struct Text(bool IsPresent, string? Value, bool IsBroken)
    {
        internal static Text Read(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                return new Text(true, null, false);
            }

            try
            {
                return new Text(true, reader.GetString(), false);
            }
            catch (InvalidOperationException)
            {
                // Bytes that are no UTF-8, or an escaped half of a surrogate pair.
                return new Text(true, null, true);
            }
        }

        internal string? FaultOf(string field) => this switch
        {
            { Value: not null } => null,
            { IsPresent: false } => $"the {field} is missing",
            { IsBroken: true } => $"the {field} is not valid Unicode text",
            _ => $"the {field} is not a string",
        };
    }
}
