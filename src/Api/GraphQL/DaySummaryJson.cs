using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using GroupResults.Domain.Histories;

namespace GroupResults.Api.GraphQL;

/// <summary>A day's summary in the shape of Treeherder's <c>groupsummary</c>.</summary>
internal static class DaySummaryJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // Never embedded in HTML.

    internal static ReadOnlyMemory<byte> Write(DaySummary summary)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("job_type_names");
            foreach (var name in summary.JobTypeNames) writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WritePropertyName("manifests");
            WriteManifests(writer, summary);
            writer.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    internal static ReadOnlyMemory<byte> WriteManifests(DaySummary summary)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Options)) WriteManifests(writer, summary);
        return bytes.WrittenMemory;
    }

    /// <summary>One object for each group, because clients take the first key of each.</summary>
    private static void WriteManifests(Utf8JsonWriter writer, DaySummary summary)
    {
        writer.WriteStartArray();
        foreach (var manifest in summary.Manifests)
        {
            writer.WriteStartObject();
            writer.WriteStartArray(manifest.Group);
            foreach (var (jobType, result, classification, count) in manifest.Counts)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(jobType);
                writer.WriteStringValue(result);
                writer.WriteNumberValue(classification);
                writer.WriteNumberValue(count);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
