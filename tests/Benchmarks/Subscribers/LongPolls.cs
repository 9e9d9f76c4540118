using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Subscribers;

/// <summary>1,000 long-polls on 100 small pushes: how long after a report's acknowledgement the last of its push's ten is answered.</summary>
internal sealed class LongPolls(ServiceProcess service, CancellationToken cancellationToken) : IDisposable
{
    private const int Pushes = 100;
    private const int WaitersPerPush = 10;
    private const int Rounds = 3;
    private const double TargetMs = 100;

    private readonly HttpClient _waiters = new(new SocketsHttpHandler()) { BaseAddress = service.Address, Timeout = Timeout.InfiniteTimeSpan };
    private int _reports;

    internal async Task RunAsync()
    {
        List<double> times = [];
        for (var push = 0; push < Pushes; push++) await ReportAsync(push);
        await RoundAsync(null); // Compiled and connected.
        for (var round = 0; round < Rounds; round++) await RoundAsync(times);

        MarkdownTable.Header($"{Pushes * WaitersPerPush:N0} long-polls on {Pushes} pushes", "median", "p99", "slowest", "target", "");
        MarkdownTable.Row(
        [
            $"from a report's acknowledgement to the last answer", $"{Quantiles.Median(times):0.0} ms", $"{Quantiles.Of(times, 0.99):0.0} ms",
            $"{times.Max():0.0} ms", $"<= {TargetMs:0} ms", $"{Verdict.Of(Quantiles.Of(times, 0.99) <= TargetMs)}",
        ]);
    }

    public void Dispose() => _waiters.Dispose();

    private async Task RoundAsync(List<double>? times)
    {
        var waiting = new Task<long>[Pushes][];
        for (var push = 0; push < Pushes; push++)
        {
            var tag = await TagAsync(push);
            waiting[push] = [.. Enumerable.Range(0, WaitersPerPush).Select(_ => WaitAsync(push, tag))];
        }

        // All of them have been read by the service when it answers requests that came after them.
        for (var i = 0; i < WaitersPerPush; i++) await TagAsync(0);
        for (var push = 0; push < Pushes; push++)
        {
            await ReportAsync(push);
            var acknowledged = Stopwatch.GetTimestamp();
            var last = (await Task.WhenAll(waiting[push])).Max();
            times?.Add(Math.Max(0, Stopwatch.GetElapsedTime(acknowledged, last).TotalMilliseconds));
        }
    }

    private async Task<EntityTagHeaderValue> TagAsync(int push)
    {
        using var answer = await service.Client.GetAsync(Address(push, ""), cancellationToken);
        return answer.Headers.ETag!;
    }

    /// <returns>When it was answered.</returns>
    private async Task<long> WaitAsync(int push, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(push, "&wait=60"));
        request.Headers.IfNoneMatch.Add(tag);
        using var answer = await _waiters.SendAsync(request, cancellationToken);
        var answered = Stopwatch.GetTimestamp();
        return answer.StatusCode is HttpStatusCode.OK ? answered : throw new InvalidOperationException($"A long-poll was answered with {answer.StatusCode}.");
    }

    private async Task ReportAsync(int push)
    {
        var query = $$"""
            mutation { recordGroupResults(input: { repository: "polled", revision: "{{push:x8}}", taskId: "T{{_reports++}}", results: [{ group: "g", status: OK }] }) { changed } }
            """;
        using var response = await service.Client.PostAsJsonAsync(new Uri("/graphql", UriKind.Relative), new { query }, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (!answer.GetProperty("data").GetProperty("recordGroupResults").GetProperty("changed").GetBoolean()) throw new InvalidOperationException("A report changed nothing.");
    }

    private static Uri Address(int push, string more) => new($"/api/project/polled/push/group_results/?revision={push:x8}{more}", UriKind.Relative);
}
