using System.Net;
using System.Net.Http.Headers;

namespace GroupResults.Benchmarks.Table;

/// <summary>One client that asks again and again for one thing in one form.</summary>
/// <param name="expectedCacheStatus">What the answer's Cache-Status must contain: an outcome that is not the one to be measured is an error.</param>
/// <param name="prepare">Runs before each read and is not measured.</param>
internal sealed class Reader(HttpClient client, string address, bool gzip, string? expectedCacheStatus, Func<Task>? prepare)
{
    private readonly byte[] _buffer = new byte[256 * 1024];

    internal List<double> Milliseconds { get; } = [];

    internal async Task ReadAsync(int times, bool measure)
    {
        for (var i = 0; i < times; i++)
        {
            if (prepare is not null) await prepare();
            var started = TimeProvider.System.GetTimestamp();
            using var request = Request();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            var length = 0L;
            while (await body.ReadAsync(_buffer) is > 0 and var read) length += read;
            if (measure) Milliseconds.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            Check(response, length);
        }
    }

    internal async Task<byte[]> BytesAsync()
    {
        using var request = Request();
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Reads once, whatever the cache says.</summary>
    internal Task FillAsync() => BytesAsync();

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (gzip) request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        return request;
    }

    private void Check(HttpResponseMessage response, long length)
    {
        var status = response.Headers.TryGetValues("Cache-Status", out var values) ? string.Join(", ", values) : "";
        if (response.StatusCode is not HttpStatusCode.OK || length != response.Content.Headers.ContentLength || length < 1000
            || response.Content.Headers.ContentEncoding.Contains("gzip") != gzip
            || (expectedCacheStatus is not null && !status.Contains(expectedCacheStatus, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"{address} answered {(int)response.StatusCode} with {length} bytes, Cache-Status '{status}'.");
        }
    }
}
