using System.Buffers;
using System.Text.Json;
using GroupResults.Api.Access;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>
/// Counts the values of a JSON text before it is parsed: parsed and turned into variables a number of one byte takes a hundred, so a
/// body that is within its limit could take gigabytes.
/// </summary>
internal static class JsonSize
{
    /// <summary>A batch of 100,000 results, the largest that is taken, has fewer than half as many.</summary>
    internal const int MaxValues = 1_000_000;

    /// <summary>Without a token nothing is reported, and queries have few variables.</summary>
    private const int MaxAnonymousValues = 10_000;

    internal static int MostFor(Caller caller) => caller.IsAnonymous ? MaxAnonymousValues : MaxValues;

    /// <exception cref="MalformedRequestException">There are too many.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static void Ensure(ReadOnlySequence<byte> text, int most)
    {
        if (text.Length < 2L * most) return; // Shorter texts cannot have too many.
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 64 });
        var values = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject) continue;
            if (++values > most)
            {
                throw new MalformedRequestException(
                    StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", "body", $"The body of {text.Length} bytes has more than {most} JSON values, which are the most.");
            }
        }
    }
}
