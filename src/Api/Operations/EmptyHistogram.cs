using System.Text;
using GroupResults.Application.Metrics;

namespace GroupResults.Api.Operations;

/// <summary>
/// The exporter leaves a histogram out until its first measurement. Dashboards and alerts want the series from the first
/// scrape on, so until then it is added here, empty.
/// </summary>
internal static class EmptyHistogram
{
    private const string Name = "groupresults_computation_seconds";
    private const string EndMarker = "# EOF\n";

    internal static async Task AppendAsync(HttpContext context, RequestDelegate next)
    {
        if (context.RequestServices.GetRequiredService<ServiceMetrics>().Computations > 0)
        {
            await next(context);
            return;
        }

        var body = context.Response.Body;
        using var scrape = new MemoryStream();
        context.Response.Body = scrape;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        var text = Encoding.UTF8.GetString(scrape.GetBuffer(), 0, (int)scrape.Length);
        if (!text.Contains(Name, StringComparison.Ordinal)) text = Insert(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentLength = bytes.Length;
        await body.WriteAsync(bytes, context.RequestAborted);
    }

    private static string Insert(string text)
    {
        var ended = text.EndsWith(EndMarker, StringComparison.Ordinal);
        var builder = new StringBuilder(ended ? text[..^EndMarker.Length] : text)
            .Append("# TYPE ").Append(Name).Append(" histogram\n")
            .Append("# UNIT ").Append(Name).Append(" seconds\n")
            .Append(Name).Append("_bucket{le=\"+Inf\"} 0\n")
            .Append(Name).Append("_sum 0\n")
            .Append(Name).Append("_count 0\n");
        return ended ? builder.Append(EndMarker).ToString() : builder.ToString();
    }
}
