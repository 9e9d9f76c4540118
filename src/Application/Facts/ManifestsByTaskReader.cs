using System.Buffers;
using System.Text.Json;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Facts;

/// <summary>
/// Reads a decision task's <c>manifests-by-task.json</c>, a JSON object <c>{ label: [manifest] }</c>, piece by piece. The longest
/// string and the distinct names bound the memory.
/// </summary>
internal static class ManifestsByTaskReader
{
    /// <exception cref="InvalidInputException">The content is gzip or no such object, or has an invalid label or manifest.</exception>
    /// <exception cref="TooLargeException">There are too many tasks or groups.</exception>
    internal static async Task<IReadOnlyList<ExpectedTask>> ReadAsync(Stream content, string field, CancellationToken cancellationToken)
    {
        var manifests = new Collector(field);
        var buffer = ArrayPool<byte>.Shared.Rent(Uploads.InitialBufferBytes);
        try
        {
            // At least three bytes, so that a mark is not split.
            var filled = await content.ReadAtLeastAsync(buffer, minimumBytes: 3, throwOnEndOfStream: false, cancellationToken);
            var start = filled - Uploads.WithoutMark(buffer.AsSpan(0, filled), field).Length;
            if (filled == start) filled += await content.ReadAsync(buffer.AsMemory(filled), cancellationToken); // Nothing came with the mark yet.
            if (filled == start) throw new InvalidInputException(field, "is empty");
            for (var isLast = false; !isLast;)
            {
                start += manifests.Add(buffer.AsSpan(start, filled - start), isLast: false);
                filled -= start;
                buffer.AsSpan(start, filled).CopyTo(buffer);
                start = 0;
                if (filled == buffer.Length) buffer = Uploads.Grow(buffer, filled);
                var read = await content.ReadAsync(buffer.AsMemory(filled), cancellationToken);
                filled += read;
                isLast = read == 0;
            }

            manifests.Add(buffer.AsSpan(0, filled), isLast: true);
            return manifests.Tasks;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Collector(string field)
    {
        private const string Shape = "is not a JSON object that maps labels to lists of manifests";

        private readonly List<ExpectedTask> _tasks = [];
        private readonly HashSet<string> _labels = new(StringComparer.Ordinal);

        /// <summary>One string per distinct group: most groups are those of many tasks.</summary>
        private readonly HashSet<string> _groups = new(StringComparer.Ordinal);

        private JsonReaderState _state;
        private string? _label;
        private List<string>? _groupsOfTask;
        private int _groupCount;

        internal IReadOnlyList<ExpectedTask> Tasks => _tasks;

        /// <returns>The bytes that need not be seen again.</returns>
        internal int Add(ReadOnlySpan<byte> json, bool isLast)
        {
            var reader = new Utf8JsonReader(json, isLast, _state);
            try
            {
                while (reader.Read()) Take(ref reader);
            }
            catch (JsonException exception)
            {
                throw Refused($"is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
            }

            _state = reader.CurrentState;
            return (int)reader.BytesConsumed;
        }

        private void Take(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                case JsonTokenType.EndObject:
                    break;
                case JsonTokenType.PropertyName:
                    _label = LabelOf(ref reader);
                    break;
                case JsonTokenType.StartArray when _label is not null && _groupsOfTask is null:
                    _groupsOfTask = [];
                    break;
                case JsonTokenType.String when _groupsOfTask is not null:
                    _groupsOfTask.Add(GroupOf(ref reader));
                    break;
                case JsonTokenType.EndArray:
                    _tasks.Add(new ExpectedTask(_label!, TaskId: null, [.. _groupsOfTask!.Distinct(StringComparer.Ordinal)]));
                    (_label, _groupsOfTask) = (null, null);
                    break;
                default:
                    throw Refused(_label is null ? Shape : $"has for the task {ClientValue.Quote(_label)} no list of strings; it must map labels to lists of manifests");
            }
        }

        private string LabelOf(ref Utf8JsonReader reader)
        {
            if (_tasks.Count == ExpectedTasksInput.MaxTasks) throw new TooLargeException(field, $"has more than {ExpectedTasksInput.MaxTasks} tasks");
            var label = TextOf(ref reader, "a label");
            if (ExpectedTaskRules.FaultOfJobName(label) is { } fault) throw Refused($"has a label that {fault}");
            return _labels.Add(label) ? label : throw Refused($"has the label {ClientValue.Quote(label)} twice");
        }

        private string GroupOf(ref Utf8JsonReader reader)
        {
            if (++_groupCount > ExpectedTasksInput.MaxGroups)
                throw new TooLargeException(field, $"has more than {ExpectedTasksInput.MaxGroups} manifests in total");
            var group = TextOf(ref reader, $"a manifest of {ClientValue.Quote(_label)}");
            if (_groups.TryGetValue(group, out var known)) return known;
            if (GroupNames.FindError(group) is { } fault)
                throw Refused($"has for the task {ClientValue.Quote(_label)}, at [{_groupsOfTask!.Count}], a manifest that {fault}");
            _groups.Add(group);
            return group;
        }

        private string TextOf(ref Utf8JsonReader reader, string what)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw Refused($"has {what} that is not valid Unicode text"); // Invalid UTF-8, or an escaped unpaired surrogate.
            }
        }

        private InvalidInputException Refused(string fault) => new(field, fault);
    }
}
