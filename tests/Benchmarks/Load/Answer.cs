using System.IO.Compression;

namespace GroupResults.Benchmarks.Load;

/// <summary>One answer's bytes, with its coding undone.</summary>
/// <param name="Bytes">As they came.</param>
internal sealed record Answer(byte[] Bytes, byte[] Plain, string? ETag)
{
    internal static async Task<Answer> ReadAsync(
        HttpClient client, Uri address, bool gzip, CancellationToken cancellationToken, string? jsonBody = null)
    {
        using var request = new HttpRequestMessage(jsonBody is null ? HttpMethod.Get : HttpMethod.Post, address);
        if (jsonBody is not null) request.Content = new StringContent(jsonBody, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        if (gzip) request.Headers.AcceptEncoding.Add(new("gzip"));
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        if (response.Content.Headers.ContentEncoding.Contains("gzip") != gzip)
            throw new InvalidOperationException($"{address} did not answer in the coding asked for.");
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new Answer(bytes, gzip ? Unpacked(bytes) : bytes, response.Headers.ETag?.Tag);
    }

    /// <exception cref="InvalidOperationException">Fast answers that differ would be worth nothing.</exception>
    internal void MustEqual(Answer other, string what)
    {
        if (!Bytes.AsSpan().SequenceEqual(other.Bytes)) throw new InvalidOperationException($"Both sides do not send the same bytes: {what}.");
    }

    private static byte[] Unpacked(byte[] gzip)
    {
        using var source = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }
}
