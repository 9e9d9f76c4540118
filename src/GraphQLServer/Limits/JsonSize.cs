using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Limits;

/// <summary>
/// Checks a JSON text against its limits before it is parsed. A one-byte number takes about a hundred bytes as a parsed variable, so a
/// body within its size limit could take gigabytes. The time to parse a number grows with the square of its length.
/// </summary>
internal static class JsonSize
{
    /// <summary>The largest accepted batch, 100,000 results, has fewer than half as many.</summary>
    internal const int MaxValues = 1_000_000;

    /// <summary>In characters. Useful numbers have at most 25.</summary>
    internal const int MaxNumberLength = 40;

    /// <summary>Anonymous clients send no reports, and queries have few variables.</summary>
    private const int MaxAnonymousValues = 10_000;

    /// <summary>The memory of a parsed value, without its text.</summary>
    private const int ValueBytes = 100;

    internal static int MaxValuesFor(IClient client) => client.IsAnonymous ? MaxAnonymousValues : MaxValues;

    /// <param name="field">The part of the request, such as <c>body</c>.</param>
    /// <param name="subject">The same part, as the start of an error message.</param>
    /// <param name="maxValues">The maximum number of values.</param>
    /// <exception cref="RefusedException">There are too many values, or a number is too long.</exception>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    internal static void Ensure(ReadOnlySequence<byte> text, string field, string subject, int maxValues)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 64 });
        var values = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject) continue;
            if (++values > maxValues)
            {
                throw new RefusedException(Refusal.Malformed(
                    field, $"{subject} of {text.Length} bytes exceeds the limit of {maxValues} JSON values.", StatusCodes.Status413PayloadTooLarge, "TOO_LARGE"));
            }

            if (reader.TokenType is not JsonTokenType.Number) continue;
            var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
            if (length > MaxNumberLength)
            {
                throw new RefusedException(Refusal.Malformed(
                    field, $"{subject} has a number of {length} characters; the limit is {MaxNumberLength}.", code: "TOO_LARGE"));
            }
        }
    }

    /// <summary>Estimates the additional memory of a text when it is parsed. Parsed characters take two bytes each.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    internal static long ParsedBytes(ReadOnlySequence<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 64 });
        var values = 0L;
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject)) values++;
        }

        return text.Length + (ValueBytes * values);
    }
}
