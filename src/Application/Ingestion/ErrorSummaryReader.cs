using System.Buffers;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Ingestion;

/// <summary>The group results of an errorsummary log.</summary>
internal sealed record ErrorSummaryLog(IReadOnlyList<GroupResult> Results, IReadOnlyList<RejectedLine> Rejected);

/// <summary>
/// Reads an errorsummary log line by line. All lines are read: Treeherder stops after 150 lines and loses the rest (its
/// issue 6867). The longest line and the results bound the memory.
/// </summary>
internal static class ErrorSummaryReader
{
    /// <summary>The maximum size of the decoded text.</summary>
    internal const int MaxBytes = 16 * 1024 * 1024;

    internal const int MaxRejectedLines = 1000;

    /// <exception cref="InvalidInputException">
    /// The content is gzip, no line is a JSON object, too many lines are rejected, or lines are rejected and there are no
    /// group results.
    /// </exception>
    /// <exception cref="TooLargeException">The content exceeds <see cref="MaxBytes"/> or <see cref="ReportInput.MaxResults"/>.</exception>
    internal static async Task<ErrorSummaryLog> ReadAsync(Stream content, string field, CancellationToken cancellationToken)
    {
        var log = new LineCollector(field);
        var buffer = ArrayPool<byte>.Shared.Rent(Uploads.InitialBufferBytes);
        try
        {
            long total = 0;
            var filled = 0;
            while (true)
            {
                if (filled == buffer.Length) buffer = Uploads.Grow(buffer, filled);
                var read = await content.ReadAsync(buffer.AsMemory(filled), cancellationToken);
                if (read == 0) break;
                total += read;
                if (total > MaxBytes) throw new TooLargeException(field, $"is larger than {MaxBytes} bytes of text");

                // The bytes before filled contain no line end, so only new bytes are searched.
                var searched = filled;
                filled += read;
                var start = 0;
                int length;
                while ((length = buffer.AsSpan(searched, filled - searched).IndexOf((byte)'\n')) >= 0)
                {
                    log.Add(buffer.AsSpan(start, searched + length - start));
                    start = searched = searched + length + 1;
                }

                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                filled -= start;
            }

            if (filled > 0) log.Add(buffer.AsSpan(0, filled));
            return log.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class LineCollector(string field)
    {
        private readonly List<GroupResult> _results = [];
        private readonly List<RejectedLine> _rejected = [];
        private int _line;
        private bool _sawText;
        private bool _sawObject;

        internal void Add(ReadOnlySpan<byte> line)
        {
            _line++;
            if (_line == 1) line = Uploads.WithoutMark(line, field);
            line = line.Trim(" \t\r"u8);
            if (line.IsEmpty) return;
            _sawText = true;
            var parsed = ErrorSummaryLine.Parse(line);
            _sawObject |= parsed.IsObject;
            if (parsed.Result is { } result)
            {
                if (_results.Count == ReportInput.MaxResults)
                    throw new TooLargeException(field, $"has more than {ReportInput.MaxResults} group results");
                _results.Add(result);
            }
            else if (parsed.Fault is { } fault)
            {
                if (_rejected.Count == MaxRejectedLines) throw TooManyRejected();
                _rejected.Add(new RejectedLine(_line, parsed.Group, fault.Code, fault.Reason));
            }
        }

        internal ErrorSummaryLog Finish()
        {
            if (_sawText && !_sawObject)
                throw Refused("is not an errorsummary log: none of its lines is a JSON object");
            if (_results.Count == 0 && _rejected.Count > 0) throw OnlyRejected();
            return new ErrorSummaryLog(_results, _rejected);
        }

        /// <summary>Thrown at the limit, so no more garbage is parsed.</summary>
        private InvalidInputException TooManyRejected() => Refused(
            _sawObject
                ? $"has more than {MaxRejectedLines} rejected lines; the first is line {_rejected[0].Line}: {_rejected[0].Reason}"
                : $"is not an errorsummary log: none of its first {_line} lines is a JSON object");

        /// <summary>Most such logs are failed or truncated downloads, so they do not prove that the task has no groups.</summary>
        private InvalidInputException OnlyRejected() => Refused(
            (_rejected.Count == 1 ? "has 1 rejected line and no group result; line " : $"has {_rejected.Count} rejected lines and no group result; the first is line ")
            + $"{_rejected[0].Line}: {_rejected[0].Reason}");

        private InvalidInputException Refused(string error) => new(field, error);
    }
}
