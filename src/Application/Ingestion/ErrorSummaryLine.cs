using System.Collections.Frozen;
using System.Text.Json;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Ingestion;

/// <summary>One line of an errorsummary log (mozlog's JSON lines): a group result, another action to skip, or an invalid line.</summary>
/// <param name="IsObject">Whether the line is a JSON object.</param>
internal readonly record struct ErrorSummaryLine(bool IsObject, GroupResult? Result, string? Group, LineFault? Fault)
{
    private static readonly FrozenSet<string> OtherActions =
        FrozenSet.Create(StringComparer.Ordinal, "test_groups", "test_result", "test_status", "test_end", "log", "crash", "truncated");

    // Log lines are flat; the limit bounds the reader's own state.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 100_000 };

    /// <summary>In characters. Longer values are not parsed and count as 0.</summary>
    private const int MaxDurationLength = 40;

    internal static ErrorSummaryLine Parse(ReadOnlySpan<byte> line)
    {
        Text action = default, group = default, status = default;
        var duration = 0;
        try
        {
            var reader = new Utf8JsonReader(line, ReaderOptions);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return NotAnObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // The last of duplicate keys counts, as in Python's json.
                if (IsKey(ref reader, "action"u8)) action = Text.Read(ref reader);
                else if (IsKey(ref reader, "group"u8)) group = Text.Read(ref reader);
                else if (IsKey(ref reader, "status"u8)) status = Text.Read(ref reader);
                else if (IsKey(ref reader, "duration"u8)) duration = ReadDuration(ref reader);
                else reader.Skip();
            }

            // Only white space may follow the object.
            if (reader.Read()) return NotAnObject();
        }
        catch (JsonException)
        {
            return NotAnObject();
        }

        return Classify(action, group, status, duration);
    }

    private static ErrorSummaryLine Classify(Text action, Text group, Text status, int duration)
    {
        if (action.FindFault("action", out var actionName) is { } actionFault) return new(true, null, null, actionFault);
        if (actionName != "group_result")
        {
            return OtherActions.Contains(actionName)
                ? new(true, null, null, null)
                : new(true, null, null, new(RejectionCode.UnknownAction, $"the action {ClientValue.Quote(actionName)} is unknown; group results have the action 'group_result'"));
        }

        if (group.FindFault("group", out var name) is { } groupFault) return new(true, null, null, groupFault);
        if (GroupNames.FindError(name) is { } nameError) return new(true, null, name, new(RejectionCode.InvalidGroup, $"the group {nameError}"));
        if (status.FindFault("status", out var statusText) is { } statusFault) return new(true, null, name, statusFault);
        return new(true, new GroupResult(name, GroupStatuses.FromLog(statusText), duration), name, null);
    }

    private static ErrorSummaryLine NotAnObject() => new(false, null, null, new(RejectionCode.NotAnObject, "the line is not a JSON object"));

    /// <summary>
    /// Does not compare keys with escapes of U+D000 or above, which no expected key contains: the reader would throw on an
    /// unpaired surrogate.
    /// </summary>
    private static bool IsKey(ref Utf8JsonReader reader, ReadOnlySpan<byte> key) =>
        !(reader.ValueIsEscaped && (reader.ValueSpan.IndexOf(@"\ud"u8) >= 0 || reader.ValueSpan.IndexOf(@"\uD"u8) >= 0))
        && reader.ValueTextEquals(key);

    private static int ReadDuration(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return reader.ValueSpan.Length <= MaxDurationLength && reader.TryGetDouble(out var value) ? Durations.FromLog(value) : 0;
        reader.Skip();
        return 0;
    }

    /// <summary>A required string value. It is decoded when it is used, so only the last of a thousand duplicates is.</summary>
    private readonly ref struct Text
    {
        private readonly Utf8JsonReader _value;

        private Text(Utf8JsonReader value) => _value = value;

        internal static Text Read(scoped ref Utf8JsonReader reader)
        {
            reader.Read();
            var text = new Text(reader);
            reader.Skip();
            return text;
        }

        internal LineFault? FindFault(string field, out string value)
        {
            value = "";
            if (_value.TokenType is JsonTokenType.None) return new(RejectionCode.MissingField, $"the {field} is missing");
            if (_value.TokenType is not JsonTokenType.String) return new(RejectionCode.WrongType, $"the {field} is not a string");
            try
            {
                value = _value.GetString()!;
                return null;
            }
            catch (InvalidOperationException)
            {
                // Invalid UTF-8, or an escaped unpaired surrogate.
                return new(RejectionCode.InvalidText, $"the {field} is not valid Unicode text");
            }
        }
    }
}
