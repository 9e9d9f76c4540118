using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace GroupResults.EndToEnd.Tests.Clients;

/// <summary>How an answer is asked for.</summary>
internal enum ReadBy
{
    Plain,
    Gzip,
    GraphQL,
}

/// <summary>A client over HTTP. An answer other than the expected one fails the test and shows the answer.</summary>
/// <param name="secret">Of the access token that it brings; null: it brings none.</param>
internal sealed class ServiceClient(Uri address, string? secret = null) : IDisposable
{
    private const string RecordMutation =
        "mutation ($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { changed push { version } } }";

    private const string RecordBatchMutation =
        "mutation ($inputs: [RecordGroupResultsInput!]!) { recordGroupResultsBatch(inputs: $inputs) { changed push { version } } }";

    private const string ReadQuery =
        "query ($repository: String!, $revision: String!) { push(repository: $repository, revision: $revision) { resultMap } }";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None })
    {
        BaseAddress = address,
        Timeout = Eventually.Limit,
        DefaultRequestHeaders = { Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret) },
    };

    internal HttpClient Http => _http;

    internal static string UploadPath(Push push, string taskId, string jobName) =>
        $"/api/project/{push.Repository}/push/{push.Revision}/task/{taskId}/0/errorsummary?jobName={Uri.EscapeDataString(jobName)}";

    internal static string ReadPath(Push push) => $"/api/project/{push.Repository}/push/group_results/?revision={push.Revision}";

    /// <summary>Sends the report by GraphQL; when this returns, it is acknowledged.</summary>
    internal Task ReportAsync(Report report, CancellationToken cancellationToken) =>
        QueryAsync(RecordMutation, new { input = Input(report) }, cancellationToken);

    /// <summary>Sends the reports in one transaction; when this returns, they are acknowledged.</summary>
    internal Task ReportBatchAsync(IEnumerable<Report> reports, CancellationToken cancellationToken) =>
        QueryAsync(RecordBatchMutation, new { inputs = reports.Select(Input) }, cancellationToken);

    /// <summary>Sends the report as a log; when this returns, it is acknowledged.</summary>
    internal async Task UploadAsync(Report report, CancellationToken cancellationToken)
    {
        using var content = new StringContent(ErrorSummary.Of(report), Encoding.UTF8, "text/plain");
        using var response = await _http.PutAsync(UploadPath(report.Push, report.TaskId, report.JobName), content, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{response.StatusCode}: {text}");
    }

    /// <summary>The result map's JSON, decoded where it came compressed.</summary>
    internal async Task<string> ReadAsync(Push push, ReadBy by, CancellationToken cancellationToken)
    {
        if (by is ReadBy.GraphQL)
        {
            var data = await QueryAsync(ReadQuery, new { repository = push.Repository, revision = push.Revision }, cancellationToken);
            return data.GetProperty("push").GetProperty("resultMap").GetRawText();
        }

        var (text, _) = await ReadDropInAsync(push, by, cancellationToken);
        return text;
    }

    /// <summary>The drop-in endpoint's body, and its Cache-Status.</summary>
    internal async Task<(string Text, string CacheStatus)> ReadDropInAsync(Push push, ReadBy by, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ReadPath(push));
        if (by is ReadBy.Gzip) request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await _http.SendAsync(request, cancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{response.StatusCode}: {Encoding.UTF8.GetString(bytes)}");
        Assert.Equal(by is ReadBy.Gzip ? ["gzip"] : [], response.Content.Headers.ContentEncoding);
        var text = by is ReadBy.Gzip ? Gzip.Decode(bytes) : Encoding.UTF8.GetString(bytes);
        return (text, string.Join(", ", response.Headers.GetValues("Cache-Status")));
    }

    /// <summary>The answer's <c>data</c>; an answer with errors fails the test.</summary>
    internal async Task<JsonElement> QueryAsync(string query, object? variables, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("/graphql", new { query, variables }, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text);
        Assert.False(document.RootElement.TryGetProperty("errors", out _), text);
        return document.RootElement.GetProperty("data").Clone();
    }

    /// <summary>The sum of a metric's series whose labels contain the text.</summary>
    internal async Task<double> MetricAsync(string name, string label, CancellationToken cancellationToken)
    {
        var text = await _http.GetStringAsync("/metrics", cancellationToken);
        return text.Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[line.LastIndexOf("} ", StringComparison.Ordinal)..].TrimStart('}').Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    public void Dispose() => _http.Dispose();

    private static object Input(Report report) => new
    {
        repository = report.Push.Repository,
        revision = report.Push.Revision,
        taskId = report.TaskId,
        jobName = report.JobName,
        results = report.Results.Select(result => new { group = result.Group, status = result.Status, durationMs = result.DurationMs }),
    };
}
