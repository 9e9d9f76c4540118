using System.Buffers;
using System.Text;
using System.Text.Json;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>
/// The text that the dictionary has for properties: a JSON array of the five, in the order of <see cref="RunProperties"/>.
/// Equal properties have equal texts.
/// </summary>
internal static class PropertiesText
{
    /// <returns>Null for <see cref="RunProperties.None"/>.</returns>
    internal static string? Of(RunProperties properties)
    {
        if (properties == RunProperties.None) return null;
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(properties.Platform); // Writes null for null.
            writer.WriteStringValue(properties.Option);
            writer.WriteStringValue(properties.Variant);
            writer.WriteStringValue(properties.Suite);
            if (properties.Tier is { } tier) writer.WriteNumberValue(tier);
            else writer.WriteNullValue();
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <exception cref="InvalidDataException">The text is not what <see cref="Of"/> wrote.</exception>
    internal static RunProperties Parse(string text)
    {
        using var array = JsonDocument.Parse(text);
        return array.RootElement is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() == 5
            ? new RunProperties(
                all[0].GetString(), all[1].GetString(), all[2].GetString(), all[3].GetString(), all[4].ValueKind is JsonValueKind.Null ? null : all[4].GetInt32())
            : throw new InvalidDataException($"'{text}' is not the text of properties.");
    }
}
