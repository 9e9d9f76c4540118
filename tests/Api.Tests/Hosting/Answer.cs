using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>A whole HTTP response: its status, its headers and the bytes of its body as they came.</summary>
internal sealed record Answer(HttpResponseMessage Response, byte[] Body)
{
    internal HttpStatusCode Status => Response.StatusCode;

    internal string Text => Encoding.UTF8.GetString(Body);

    internal JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The first error of a GraphQL response.</summary>
    internal JsonElement Error => Json.GetProperty("errors")[0];

    internal string? ContentType => Response.Content.Headers.ContentType?.ToString();

    /// <summary>The body without the coding that its header names.</summary>
    internal string Decoded
    {
        get
        {
            using var body = new MemoryStream(Body);
            using Stream plain = Header("Content-Encoding") switch
            {
                "gzip" => new GZipStream(body, CompressionMode.Decompress),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                null => body,
                var other => throw new InvalidDataException($"The answer is in {other}."),
            };
            using var reader = new StreamReader(plain, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }

    /// <summary>The values of a header, of the response or its content, joined; null where it is not there.</summary>
    internal string? Header(string name)
    {
        if (Response.Headers.TryGetValues(name, out var values)) return string.Join(", ", values);
        return Response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
    }
}

internal static class Requests
{
    internal static async Task<Answer> SendAsync(this HttpClient client, HttpMethod method, string path, Action<HttpRequestMessage>? prepare = null)
    {
        using var request = new HttpRequestMessage(method, path);
        prepare?.Invoke(request);
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(response, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    internal static Task<Answer> GetAsync(this TestService service, string path, params (string Name, string Value)[] headers) =>
        service.Http.SendAsync(HttpMethod.Get, path, request => request.AddHeaders(headers));

    internal static void AddHeaders(this HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), $"The header {name} could not be added.");
    }

    /// <summary>Bytes as a body, in gzip.</summary>
    internal static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(plain);
        return packed.ToArray();
    }
}
