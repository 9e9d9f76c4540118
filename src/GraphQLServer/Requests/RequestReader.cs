using System.Buffers;
using System.Text;
using System.Text.Json;
using GraphQL;
using GraphQLServer.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GraphQLServer.Requests;

/// <summary>Reads requests according to the GraphQL over HTTP draft.</summary>
internal static class RequestReader
{
    /// <summary>Deeper variables are refused: no input type is more than a few levels deep.</summary>
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 64 };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="RefusedException">The request is not a GraphQL request.</exception>
    internal static GraphQLRequest ReadQueryString(HttpRequest request, IGraphQLTextSerializer serializer)
    {
        var query = request.Query;
        return new GraphQLRequest(
            query["query"].ToString(),
            NonBlank(query["operationName"]),
            ParseParameter(query["variables"], "variables", serializer),
            ParseParameter(query["extensions"], "extensions", serializer),
            NonEmpty(query["documentId"]));
    }

    /// <exception cref="RefusedException">The request is not a GraphQL request.</exception>
    internal static GraphQLRequest ReadBody(ReadOnlySequence<byte> body, IGraphQLTextSerializer serializer, int maxValues)
    {
        using var document = Parse(body, maxValues);
        return Read(document.RootElement, serializer);
    }

    /// <summary>Skips a byte order mark. JSON has none, but some tools write one at the start of a file.</summary>
    internal static ReadOnlySequence<byte> WithoutByteOrderMark(ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        return reader.IsNext(ByteOrderMark, advancePast: true) ? reader.UnreadSequence : body;
    }

    /// <exception cref="RefusedException">The body is empty or not JSON.</exception>
    internal static JsonDocument Parse(ReadOnlySequence<byte> body, int maxValues)
    {
        if (body.IsEmpty) throw RefusedException.Malformed("body", "The body is empty; it must be a JSON object with the key 'query'.");
        try
        {
            JsonSize.Ensure(body, "body", "The body", maxValues);
            return JsonDocument.Parse(body, JsonOptions);
        }
        catch (JsonException exception)
        {
            throw RefusedException.Malformed(
                "body", $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).");
        }
    }

    /// <exception cref="RefusedException">The request is not a GraphQL request.</exception>
    internal static GraphQLRequest Read(JsonElement root, IGraphQLTextSerializer serializer)
    {
        if (root.ValueKind is JsonValueKind.Array)
            throw RefusedException.Malformed("body", "The body is an array; send one request, as a JSON object.");
        if (root.ValueKind is not JsonValueKind.Object)
            throw RefusedException.Malformed("body", "The body must be a JSON object with the key 'query'.");
        try
        {
            return new GraphQLRequest(
                Text(root, "query") ?? "",
                NonBlank(Text(root, "operationName")),
                Map(root, "variables", serializer),
                Map(root, "extensions", serializer),
                Text(root, "documentId"));
        }
        catch (InvalidOperationException)
        {
            throw RefusedException.Malformed("body", "The body has text that is not valid Unicode.");
        }
    }

    /// <exception cref="RefusedException">The Content-Type is not JSON.</exception>
    internal static void EnsureJson(HttpRequest request)
    {
        if (request.ContentType == "application/json") return; // What most clients send.
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return;
        }

        throw new RefusedException(Refusal.Malformed(
            "Content-Type", "The Content-Type must be application/json, in UTF-8.", StatusCodes.Status415UnsupportedMediaType));
    }

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null) return null;
        return value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : throw RefusedException.Malformed(name, $"'{name}' must be a string.");
    }

    private static Inputs? Map(JsonElement root, string name, IGraphQLTextSerializer serializer)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null) return null;
        return value.ValueKind is JsonValueKind.Object
            ? ReadInputs(value, name, serializer)
            : throw RefusedException.Malformed(name, $"'{name}' must be a JSON object.");
    }

    private static Inputs? ReadInputs(JsonElement value, string name, IGraphQLTextSerializer serializer)
    {
        try
        {
            return serializer.ReadNode<Inputs>(value);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw RefusedException.Malformed(name, $"'{name}' has a value that cannot be read, such as text that is not valid Unicode.");
        }
    }

    private static Inputs? ParseParameter(string? json, string name, IGraphQLTextSerializer serializer)
    {
        if (string.IsNullOrEmpty(json)) return null;
        try
        {
            JsonSize.Ensure(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), name, $"'{name}'", JsonSize.MaxValues);
            using var document = JsonDocument.Parse(json, JsonOptions);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.Object => ReadInputs(document.RootElement, name, serializer),
                _ => throw RefusedException.Malformed(name, $"'{name}' must be a JSON object."),
            };
        }
        catch (JsonException)
        {
            throw RefusedException.Malformed(name, $"'{name}' is not valid JSON.");
        }
    }

    /// <summary>The executer ignores a blank name, so all other code must ignore it too.</summary>
    private static string? NonBlank(string? name) => string.IsNullOrWhiteSpace(name) ? null : name;

    private static string? NonEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    internal static RefusedException MissingQuery() =>
        RefusedException.Malformed("query", "'query' is missing: send the GraphQL document as a string.");
}
