using System.IO.Compression;
using System.Text;
using GroupResults.Application.Caching;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests;

/// <summary>Reports in few words.</summary>
internal static class Reports
{
    internal static readonly PushKey Push = new("autoland", "abc123");

    internal static ReportInput Report(this PushKey push, string taskId, params GroupResult[] results) =>
        new(push.Repository, push.Revision, taskId, 0, "test-linux/opt", results);

    /// <summary>With a job name that no other report has.</summary>
    internal static ErrorSummaryInput EmptyLog(this PushKey push, string taskId) =>
        new(push.Repository, push.Revision, taskId, 0, $"empty log of {taskId}", Stream.Null);

    internal static GroupResult Ok(string group, int durationMs = 10) => new(group, GroupStatus.Ok, durationMs);

    internal static GroupResult Error(string group, int durationMs = 10) => new(group, GroupStatus.Error, durationMs);

    internal static string TextOf(PushAnswer answer, ContentCoding coding)
    {
        if (coding is ContentCoding.Identity) return Encoding.UTF8.GetString(answer.Bytes.Span);
        using var source = new MemoryStream(answer.Bytes.ToArray());
        using Stream decoder = coding is ContentCoding.Gzip
            ? new GZipStream(source, CompressionMode.Decompress)
            : new BrotliStream(source, CompressionMode.Decompress);
        using var reader = new StreamReader(decoder, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
