using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GraphQLServer.Responses;

/// <summary>Decides whether to compress a response.</summary>
internal static class GzipNegotiation
{
    internal static bool TakesGzip(HttpRequest request)
    {
        var accept = request.Headers.AcceptEncoding;
        if (accept is ["gzip"]) return true;
        if (accept.Count == 0 || !StringWithQualityHeaderValue.TryParseList(accept, out var codings)) return false;
        var gzip = Quality(codings, "gzip") ?? Quality(codings, "*") ?? 0;
        return gzip > 0 && gzip >= (Quality(codings, "identity") ?? 0);
    }

    private static double? Quality(IList<StringWithQualityHeaderValue> codings, string name)
    {
        foreach (var coding in codings)
        {
            if (coding.Value.Equals(name, StringComparison.OrdinalIgnoreCase)) return coding.Quality ?? 1;
        }

        return null;
    }
}
