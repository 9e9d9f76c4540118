using Microsoft.Net.Http.Headers;
using VersionedCache;

namespace GroupResults.Api.Http;

/// <summary>Chooses the stored form to send.</summary>
internal static class ContentNegotiation
{
    /// <summary>
    /// The coding with the highest quality. On a tie, gzip wins: nearly every client accepts it, so it is usually in the
    /// cache.
    /// </summary>
    internal static ContentCoding Coding(HttpRequest request)
    {
        var accept = request.Headers.AcceptEncoding;
        if (accept is ["gzip"]) return ContentCoding.Gzip;
        if (accept.Count == 0 || !StringWithQualityHeaderValue.TryParseList(accept, out var codings)) return ContentCoding.Identity;
        var gzip = Quality(codings, "gzip");
        var brotli = Quality(codings, "br");
        if (gzip <= 0 && brotli <= 0) return ContentCoding.Identity;
        var identity = QualityOfNamed(codings, "identity") ?? 0;
        if (identity > gzip && identity > brotli) return ContentCoding.Identity;
        return brotli > gzip ? ContentCoding.Brotli : ContentCoding.Gzip;
    }

    /// <summary>The value of Content-Encoding; null for plain bytes.</summary>
    internal static string? NameOf(ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => "gzip",
        ContentCoding.Brotli => "br",
        _ => null,
    };

    private static double Quality(IList<StringWithQualityHeaderValue> codings, string name) =>
        QualityOfNamed(codings, name) ?? QualityOfNamed(codings, "*") ?? 0;

    private static double? QualityOfNamed(IList<StringWithQualityHeaderValue> codings, string name)
    {
        foreach (var coding in codings)
        {
            if (coding.Value.Equals(name, StringComparison.OrdinalIgnoreCase)) return coding.Quality ?? 1;
        }

        return null;
    }
}
