using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace GroupResults.Api.Explorer;

/// <summary>Serves the files that Explorer.targets built into the output directory. They are listed once, at first use.</summary>
internal static class ExplorerPage
{
    private const string IndexName = "index.html";

    // Replaces the policy of all other responses. Monaco sets styles at run time and needs 'unsafe-inline' for them only.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; img-src 'self' data:; " +
        "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Lazy<FrozenDictionary<string, Asset>> Assets =
        new(() => ListAssets(Path.Combine(AppContext.BaseDirectory, "explorer")));

    internal static bool IsBuilt => Assets.Value.ContainsKey(IndexName);

    internal static Task WriteAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Assets.Value.TryGetValue(IndexName, out var index)
            ? WriteAsync(context, index, "no-cache")
            : WriteMissingAsync(context, "This server was built without the explorer (-p:SkipExplorer=true).");
    }

    /// <summary>Maps the files below /explorer/, the page at /explorer, and a redirect from the root.</summary>
    /// <param name="page">The address of the page for browsers.</param>
    internal static IEndpointRouteBuilder MapExplorer(this IEndpointRouteBuilder endpoints, string page)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var assets = Assets.Value;
        RequestDelegate answer = context =>
        {
            var path = context.GetRouteValue("path") as string;
            if (string.IsNullOrEmpty(path))
                return WriteAsync(context);

            // Vite puts a hash of the content into every name below assets/.
            return assets.TryGetValue(path, out var asset) && path.StartsWith("assets/", StringComparison.Ordinal)
                ? WriteAsync(context, asset, "public, max-age=31536000, immutable")
                : WriteMissingAsync(context, "The explorer has no such file.");
        };
        endpoints.MapMethods("/explorer/{**path}", [HttpMethods.Get, HttpMethods.Head], answer);
        endpoints.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], () => Results.Redirect(page));
        return endpoints;
    }

    private static Task WriteAsync(HttpContext context, Asset asset, string cacheControl)
    {
        var variant = Negotiate(context.Request, asset);
        var headers = context.Response.Headers;
        headers.CacheControl = cacheControl;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        if (asset.Packed.Count > 0)
            headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (variant.Encoding is { } encoding)
            headers.ContentEncoding = encoding;
        return TypedResults.PhysicalFile(variant.Path, asset.ContentType, entityTag: variant.EntityTag).ExecuteAsync(context);
    }

    private static async Task WriteMissingAsync(HttpContext context, string sentence)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(sentence, context.RequestAborted);
    }

    private static Variant Negotiate(HttpRequest request, Asset asset)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        var best = asset.Plain;
        var bestQuality = Quality(accepted, "identity") ?? 0;
        foreach (var packed in asset.Packed)
        {
            // At equal quality, br precedes gzip, and gzip precedes plain.
            var quality = Quality(accepted, packed.Encoding) ?? Quality(accepted, "*") ?? 0;
            if (quality > bestQuality || (best == asset.Plain && quality > 0 && quality >= bestQuality))
                (best, bestQuality) = (packed, quality);
        }

        return best;
    }

    private static double? Quality(IList<StringWithQualityHeaderValue> accepted, string? encoding)
    {
        foreach (var value in accepted)
        {
            if (value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
                return value.Quality ?? 1;
        }

        return null;
    }

    private static FrozenDictionary<string, Asset> ListAssets(string root)
    {
        if (!Directory.Exists(root))
            return FrozenDictionary<string, Asset>.Empty;

        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), StringComparer.Ordinal);
        var contentTypes = new FileExtensionContentTypeProvider();
        var assets = new Dictionary<string, Asset>(StringComparer.Ordinal);
        foreach (var (name, path) in files)
        {
            if (Path.GetExtension(name) is ".br" or ".gz" || !contentTypes.TryGetContentType(name, out var contentType))
                continue;

            var hash = Hash(path);
            List<Variant> packed = [];
            foreach (var (extension, encoding) in (ReadOnlySpan<(string, string)>)[(".br", "br"), (".gz", "gzip")])
            {
                if (files.TryGetValue(name + extension, out var packedPath))
                    packed.Add(new Variant(packedPath, encoding, new EntityTagHeaderValue($"\"{hash}-{encoding}\"")));
            }

            var plain = new Variant(path, Encoding: null, new EntityTagHeaderValue($"\"{hash}\""));
            assets.Add(name, new Asset(WithCharset(contentType), plain, packed));
        }

        return assets.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream).AsSpan(0, 8));
    }

    private static string WithCharset(string contentType) =>
        contentType.StartsWith("text/", StringComparison.Ordinal) ? contentType + "; charset=utf-8" : contentType;

    private sealed record Asset(string ContentType, Variant Plain, IReadOnlyList<Variant> Packed);

    private sealed record Variant(string Path, string? Encoding, EntityTagHeaderValue EntityTag);
}
