using System.Net.Http.Headers;
using System.Text;
using GroupResults.Application.Ingestion;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Table;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>What a client got that asks for what has to be computed, in one turn.</summary>
/// <param name="RestMs">Of the drop-in endpoint.</param>
/// <param name="GraphQLMs">Of a query for the same.</param>
/// <param name="Refusals">What was not answered as it should be, in words.</param>
internal sealed record Misses(IReadOnlyList<double> RestMs, IReadOnlyList<double> GraphQLMs, IReadOnlyList<string> Refusals);

/// <summary>
/// A client without a token that asks for a large push's result map just after each report to it, over REST and over GraphQL. Nobody
/// else asks for that push, so each of its reads is a miss.
/// </summary>
internal sealed class MissBystander : IDisposable
{
    private const string Repository = "bystander";

    /// <summary>Of each kind in a turn, or fewer where they take longer than a turn.</summary>
    private const int MissesOfATurn = 8;

    private const string Miss = "fwd=miss";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LoadRun _run;
    private readonly HttpClient _reader;
    private readonly Func<Task> _report;
    private readonly string _revision;

    internal MissBystander(LoadRun run)
    {
        _run = run;
        _reader = new HttpClient { BaseAddress = run.Service.Address, Timeout = Patience };
        _report = ChangingReport.Of(run.Service.Client, Reports(run.Data).Last() with { TaskId = "ThisTaskRunIsChanged00" });
        _revision = run.Data.Big.Key.Revision;
    }

    /// <summary>The large push again, for nobody else.</summary>
    internal static IEnumerable<ReportInput> Reports(BenchmarkData data) => data.Big.Reports.Select(report => report with { Repository = Repository });

    internal async Task<Misses> ReadAsync()
    {
        List<double> rest = [], graphQL = [];
        List<string> refusals = [];
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < MissesOfATurn && !_run.Service.HasExited; i++)
        {
            if (i > 0 && TimeProvider.System.GetElapsedTime(started).TotalSeconds > _run.Options.Seconds) break;
            await ReadAsync(RestRequest(), "200", rest, refusals);
            await ReadAsync(GraphQLRequest(), """{"data":{"push":{""", graphQL, refusals);
        }

        return new Misses(rest, graphQL, refusals);
    }

    public void Dispose() => _reader.Dispose();

    private HttpRequestMessage RestRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/project/{Repository}/push/group_results/?revision={_revision}", UriKind.Relative));
        request.Headers.AcceptEncoding.Add(new("gzip"));
        return request;
    }

    /// <summary>Not compressed: an answer is known to be one by how it begins.</summary>
    private HttpRequestMessage GraphQLRequest() => new(HttpMethod.Post, new Uri("/graphql", UriKind.Relative))
    {
        Content = new StringContent(
            PreparedQuery.Body($$"""{ push(repository: "{{Repository}}", revision: "{{_revision}}") { resultMap } }"""),
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/json")),
    };

    private async Task ReadAsync(HttpRequestMessage request, string expected, List<double> milliseconds, List<string> refusals)
    {
        using (request)
        {
            try
            {
                await _report();
            }
            catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException or OperationCanceledException)
            {
                _run.CancellationToken.ThrowIfCancellationRequested();
                refusals.Add("report");
                return;
            }

            var started = TimeProvider.System.GetTimestamp();
            try
            {
                using var response = await _reader.SendAsync(request, _run.CancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(_run.CancellationToken);
                milliseconds.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
                var isAnswer = expected == Attack.Answered ? response.IsSuccessStatusCode : body.AsSpan().StartsWith(Encoding.ASCII.GetBytes(expected));
                if (!isAnswer) refusals.Add(HttpText.Outcome((int)response.StatusCode, body));
                else if (!response.Headers.GetValues("Cache-Status").Single().Contains(Miss, StringComparison.Ordinal)) throw new InvalidOperationException("What was to be a miss is none.");
            }
            catch (HttpRequestException)
            {
                refusals.Add(Tally.Closed);
            }
            catch (OperationCanceledException) when (!_run.CancellationToken.IsCancellationRequested)
            {
                milliseconds.Add(Patience.TotalMilliseconds);
                refusals.Add(FormattableString.Invariant($"no answer in {Patience.TotalSeconds:0} s"));
            }
        }
    }
}
