using System.Globalization;

namespace GroupResults.Benchmarks.Processes;

/// <summary>The service's own figures at one moment, as <c>/metrics</c> has them, those with different labels added up.</summary>
internal sealed class Scrape
{
    /// <summary>For so long the exporter gives the same answer again.</summary>
    internal static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(300);

    private readonly Dictionary<string, double> _values = [];

    private Scrape(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line is "" or ['#', ..]) continue;
            var name = line[..line.IndexOfAny(['{', ' '])];
            var value = line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var number = value[line.Contains('{', StringComparison.Ordinal) ? 0 : 1];
            _values[name] = _values.GetValueOrDefault(name) + double.Parse(number, CultureInfo.InvariantCulture);
        }
    }

    internal double Misses => Value("groupresults_cache_misses_total");

    /// <summary>Answered or given up by their clients.</summary>
    internal double Requests => Value("http_server_request_duration_seconds_count");

    internal double Evictions => Value("groupresults_cache_evictions_total");

    internal double CacheBytes => Value("groupresults_cache_bytes");

    /// <summary>All that was ever allocated on the managed heap.</summary>
    internal double AllocatedBytes => Value("dotnet_gc_heap_total_allocated_bytes_total");

    /// <summary>The managed heap as the last collection left it; 0 before the first.</summary>
    internal double HeapBytes => _values.GetValueOrDefault("dotnet_gc_last_collection_heap_size_bytes");

    internal static async Task<Scrape> ReadAsync(ServiceProcess service, CancellationToken cancellationToken) =>
        new(await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken));

    private double Value(string name) =>
        _values.TryGetValue(name, out var value) ? value : throw new InvalidOperationException($"/metrics has no {name}.");
}
