using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Operations;

/// <summary>
/// In a process of its own: the exporter listens to all meters of its process. Each test scrapes once, since the exporter
/// answers scrapes that follow each other closely with the same bytes.
/// </summary>
public sealed partial class MetricsTests
{
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0";

    private static readonly string[] AtZero =
    [
        .. ByPush("groupresults_cache_hits_total"),
        .. ByPush("groupresults_cache_misses_total"),
        "groupresults_cache_entries 0",
        "groupresults_cache_bytes 0",
        "groupresults_cache_evictions_total{ttl_class=active} 0",
        "groupresults_cache_evictions_total{ttl_class=stable} 0",
        "groupresults_computations_total 0",
        "groupresults_pushes{stability=active} 0",
        "groupresults_pushes{stability=stable} 0",
        "groupresults_reports_waiting 0",
        "groupresults_warmups_due 0",
        "groupresults_warmups_total{outcome=failed} 0",
        "groupresults_warmups_total{outcome=retried} 0",
        "groupresults_warmups_total{outcome=skipped} 0",
        "groupresults_warmups_total{outcome=succeeded} 0",
        .. Facts("changed"),
        .. Facts("refused"),
        .. Facts("unchanged"),
        "groupresults_reports_total{outcome=changed} 0",
        "groupresults_reports_total{outcome=refused} 0",
        "groupresults_reports_total{outcome=unchanged} 0",
    ];

    [Theory]
    [InlineData(null, "text/plain; version=0.0.4")]
    [InlineData(OpenMetrics, OpenMetrics)]
    public async Task FirstScrape_OfANewService_HasEveryCounterAndGaugeAtZero(string? accept, string contentType)
    {
        await using var service = await ServiceProcess.StartAsync();

        var scrape = await ScrapeAsync(service, accept);

        Assert.StartsWith(contentType, scrape.ContentType, StringComparison.Ordinal);
        Assert.Equal(AtZero.Order(StringComparer.Ordinal), Series(scrape).Where(series => !BucketOrCreated().IsMatch(series)));
        Assert.Equal(accept is not null, scrape.Text.EndsWith("# EOF\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OpenMetrics)]
    public async Task Scrape_AfterReportsAndReads_HasCountedThem(string? accept)
    {
        await using var service = await ServiceProcess.StartAsync();
        const string Log = """{"action":"group_result","group":"a","status":"OK"}""";
        await PutAsync(service, "0", Log);
        await PutAsync(service, "0", Log);
        await PutAsync(service, "9999", Log);
        await PutAsync(service, "abc", Log);
        foreach (var file in (string[])["{}", "{}", "[]"])
        {
            await service.Http.SendAsync(
                HttpMethod.Put, "/api/project/autoland/push/bb/manifests-by-task", request => request.Content = new StringContent(file));
        }

        for (var i = 0; i < 3; i++) await service.Http.SendAsync(HttpMethod.Get, "/api/project/autoland/push/group_results/?revision=aa");

        var scrape = await ScrapeAsync(service, accept);

        var series = Series(scrape);
        Assert.Contains("# TYPE groupresults_computation_seconds histogram\n", scrape.Text, StringComparison.Ordinal);
        Assert.Contains("groupresults_reports_total{outcome=changed} 1", series);
        Assert.Contains("groupresults_reports_total{outcome=unchanged} 1", series);
        Assert.Contains("groupresults_reports_total{outcome=refused} 2", series);
        foreach (var outcome in (string[])["changed", "unchanged", "refused"])
            Assert.Contains($"groupresults_facts_total{{kind=expected_tasks,outcome={outcome}}} 1", series);
        Assert.Contains("groupresults_cache_misses_total{push_age=under_1h,stability=active} 1", series);
        Assert.Contains("groupresults_cache_hits_total{push_age=under_1h,stability=active} 2", series);
        Assert.Contains("groupresults_computations_total 1", series);
        Assert.Contains("groupresults_computation_seconds_count 1", series);
        Assert.Contains("groupresults_computation_seconds_bucket{le=+Inf} 1", series);
        Assert.Contains("groupresults_cache_entries 1", series);
        Assert.DoesNotContain("groupresults_cache_bytes 0", series);
        Assert.Contains("groupresults_pushes{stability=active} 2", series);
        Assert.Contains("groupresults_pushes{stability=stable} 0", series);
        Assert.Equal(series.Count, series.Distinct(StringComparer.Ordinal).Count());
    }

    private static IEnumerable<string> Facts(string outcome) =>
        from kind in "push task_state expected_tasks classification".Split(' ')
        select $"groupresults_facts_total{{kind={kind},outcome={outcome}}} 0";

    private static IEnumerable<string> ByPush(string name) =>
        from stability in "active stable".Split(' ')
        from age in "under_1h under_1d under_7d 7d_and_over".Split(' ')
        select $"{name}{{push_age={age},stability={stability}}} 0";

    private static async Task<Answer> ScrapeAsync(ServiceProcess service, string? accept)
    {
        var scrape = await service.Http.SendAsync(HttpMethod.Get, "/metrics", request =>
        {
            if (accept is not null) request.AddHeaders(("Accept", accept));
        });
        Assert.Equal(HttpStatusCode.OK, scrape.Status);
        return scrape;
    }

    private static Task<Answer> PutAsync(ServiceProcess service, string runId, string log) => service.Http.SendAsync(
        HttpMethod.Put,
        $"/api/project/autoland/push/aa/task/T/{runId}/errorsummary",
        request => request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(log)));

    /// <summary>The service's own series as <c>name{label=value,…} value</c>, with the labels in order and without the exporter's own.</summary>
    private static List<string> Series(Answer scrape)
    {
        var series = new List<string>();
        foreach (Match match in Sample().Matches(scrape.Text))
        {
            var labels = Label().Matches(match.Groups["labels"].Value)
                .Where(label => !label.Groups["name"].Value.StartsWith("otel_", StringComparison.Ordinal))
                .Select(label => $"{label.Groups["name"].Value}={label.Groups["value"].Value}")
                .Order(StringComparer.Ordinal)
                .ToList();
            series.Add($"{match.Groups["name"].Value}{(labels.Count > 0 ? $"{{{string.Join(',', labels)}}}" : "")} {match.Groups["value"].Value}");
        }

        return [.. series.Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"^(?<name>groupresults_[a-z_]+)(\{(?<labels>[^}]*)\})? (?<value>[^ \n]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|created)[{ ]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex BucketOrCreated();

    [GeneratedRegex("(?<name>[a-z_]+)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex Label();
}
