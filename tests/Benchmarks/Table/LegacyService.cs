using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace GroupResults.Benchmarks.Table;

/// <summary>
/// The comparison's own process: <c>/legacy</c> answers from <see cref="LegacyStorage"/> and compresses each answer when
/// asked for gzip, as middleware would; <c>/bytes</c> sends such an answer from memory and does nothing else, which is
/// the limit for any service on this host and client.
/// </summary>
internal static class LegacyService
{
    internal const string Argument = "legacy-service";

    /// <summary>This one: started again with the argument above.</summary>
    internal const string Assembly = "GroupResults.Benchmarks.dll";

    internal static async Task RunAsync(string url, string database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        app.Urls.Add(url);
        var contexts = new PooledDbContextFactory<LegacyContext>(LegacyStorage.Options(database));
        byte[]? plain = null;
        byte[]? packed = null;

        app.MapGet("/legacy", async (HttpContext http, string repository, string revision) =>
        {
            await using var context = await contexts.CreateDbContextAsync();
            var bytes = JsonSerializer.SerializeToUtf8Bytes(await LegacyStorage.ReadAsync(context, repository, revision));
            plain ??= bytes;
            var gzip = AsksForGzip(http.Request);
            await WriteAsync(http.Response, gzip ? packed = Compress(bytes) : bytes, gzip);
        });
        app.MapGet("/bytes", async (HttpContext http) =>
        {
            var gzip = AsksForGzip(http.Request);
            await WriteAsync(http.Response, (gzip ? packed : plain) ?? [], gzip);
        });
        app.MapGet("/readyz", () => "Healthy");
        await app.RunAsync();
    }

    private static bool AsksForGzip(HttpRequest request) => request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);

    private static async Task WriteAsync(HttpResponse response, byte[] bytes, bool gzip)
    {
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        if (gzip) response.Headers.ContentEncoding = "gzip";
        await response.Body.WriteAsync(bytes);
    }

    /// <summary>At the level of Django's GZipMiddleware, 6.</summary>
    private static byte[] Compress(byte[] bytes)
    {
        using var target = new MemoryStream(bytes.Length / 8);
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal)) gzip.Write(bytes);
        return target.ToArray();
    }
}
