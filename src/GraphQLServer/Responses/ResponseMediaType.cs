using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GraphQLServer.Responses;

/// <summary>The media type of a GraphQL response. The two differ in the status codes of failed requests.</summary>
public enum ResponseMediaType
{
    /// <summary><c>application/json</c>: 200 for every well-formed GraphQL request.</summary>
    Json,

    /// <summary><c>application/graphql-response+json</c>: 400 if nothing was executed.</summary>
    GraphQLResponse,
}

public static class ResponseMediaTypes
{
    internal static string ContentTypeOf(ResponseMediaType type) => type is ResponseMediaType.GraphQLResponse
        ? "application/graphql-response+json; charset=utf-8"
        : "application/json; charset=utf-8";

    /// <summary>Null if the client accepts neither. No header and <c>*/*</c> mean <c>application/json</c>, as older clients expect.</summary>
    internal static ResponseMediaType? Negotiate(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(accept, out var ranges)) return ResponseMediaType.Json;
        var graphQL = Quality(ranges, "application", "graphql-response+json");
        var json = Quality(ranges, "application", "json");
        if (graphQL.Quality <= 0 && json.Quality <= 0) return null;

        // At equal quality, a named type wins over one that only a wildcard matches.
        var graphQLWins = graphQL.Quality > json.Quality
            || (graphQL.Quality >= json.Quality && graphQL.IsNamed);
        return graphQLWins ? ResponseMediaType.GraphQLResponse : ResponseMediaType.Json;
    }

    /// <summary>Whether the client names event streams; a wildcard does not count.</summary>
    internal static bool TakesEventStream(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        var isNamed = false;
        foreach (var value in accept) isNamed |= value?.Contains("event-stream", StringComparison.OrdinalIgnoreCase) is true;
        return isNamed // Checked for every request and rarely true.
            && MediaTypeHeaderValue.TryParseList(accept, out var ranges)
            && Quality(ranges, "text", "event-stream") is { IsNamed: true, Quality: > 0 };
    }

    public static bool AsksForHtml(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges)
        && Quality(ranges, "text", "html") is { IsNamed: true, Quality: > 0 };

    private static (double Quality, bool IsNamed) Quality(IList<MediaTypeHeaderValue> ranges, string type, string subtype)
    {
        (double Quality, int Precision) best = (0, 0);
        foreach (var range in ranges)
        {
            var precision = range switch
            {
                { MatchesAllTypes: true } => 1,
                { MatchesAllSubTypes: true } => range.Type.Equals(type, StringComparison.OrdinalIgnoreCase) ? 2 : 0,
                _ => range.MediaType.Equals($"{type}/{subtype}", StringComparison.OrdinalIgnoreCase) ? 3 : 0,
            };
            if (precision > best.Precision) best = (range.Quality ?? 1, precision);
        }

        return (best.Quality, best.Precision == 3);
    }
}
