using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Limits;

/// <summary>
/// Holds a JSON text against its limits before it is parsed. Parsed and turned into variables a number of one byte takes a hundred, so a
/// body that is within its limit could take gigabytes; and the time that a number takes grows with the square of its length.
/// </summary>
internal static class JsonSize
{
    /// <summary>A batch of 100,000 results, the largest that is taken, has fewer than half as many.</summary>
    internal const int MaxValues = 1_000_000;

    /// <summary>In characters. Those that a client has a use for have at most 25.</summary>
    internal const int MaxNumberLength = 40;

    /// <summary>Without a token nothing is reported, and queries have few variables.</summary>
    private const int MaxAnonymousValues = 10_000;

    /// <summary>Of a value that is parsed, without its text.</summary>
    private const int ValueBytes = 100;

    internal static int MostFor(IClient client) => client.IsAnonymous ? MaxAnonymousValues : MaxValues;

    /// <param name="field">Which part of the request it is, such as <c>body</c>.</param>
    /// <param name="subject">The same as a message begins with it.</param>
    /// <param name="most">Values that it may have.</param>
    /// <exception cref="RefusedException">There are too many, or a number is too long.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static void Ensure(ReadOnlySequence<byte> text, string field, string subject, int most)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 64 });
        var values = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject) continue;
            if (++values > most)
            {
                throw new RefusedException(Refusal.Malformed(
                    field, $"{subject} of {text.Length} bytes has more than {most} JSON values, which are the most.", StatusCodes.Status413PayloadTooLarge, "TOO_LARGE"));
            }

            if (reader.TokenType is not JsonTokenType.Number) continue;
            var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
            if (length > MaxNumberLength)
            {
                throw new RefusedException(Refusal.Malformed(
                    field, $"{subject} has a number of {length} characters; the most is {MaxNumberLength}.", code: "TOO_LARGE"));
            }
        }
    }

    /// <summary>Estimates what a text takes when it is parsed, beyond its own length: its characters have two bytes then.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
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
