using System.Text.Json;
using System.Text.Json.Serialization;

namespace GroupResults.Api.GraphQL;

/// <summary>A value that is JSON already. It is written to the response unchanged.</summary>
internal sealed record RawJson(ReadOnlyMemory<byte> Utf8);

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Raw JSON is only written.");

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true); // Our own bytes: checking 4 MB would take longer than sending them.
}
