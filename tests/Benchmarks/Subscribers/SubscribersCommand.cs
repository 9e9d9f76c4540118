using System.Diagnostics;
using System.Net.Http.Json;
using GroupResults.Api.Demo;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Table;
using GroupResults.Domain.Results;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Subscribers;

/// <summary>
/// A report every 100 ms to one push, without subscribers and with 1,000, in turns: what an acknowledgement takes, whether each
/// subscriber gets all changes in order, and what becomes of the memory when they have gone.
/// </summary>
internal static class SubscribersCommand
{
    internal const int DefaultSubscribers = 1000;

    private const int Rounds = 3;
    private const int ReportsPerTurn = 100;
    private const double AcknowledgementTarget = 2;

    private const int SettlingReads = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    internal static async Task RunAsync(int subscribers, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("groupresults-subscribers").FullName;
        try
        {
            var data = new BenchmarkData();
            var database = Path.Combine(directory, "subscribers.db");
            await LoadDatabase.CreateAsync(database, data.Reports, data.Big.Key, copies: 1);
            await using var service = await ServiceProcess.StartGroupResultsAsync(database, cancellationToken);
            await new Turns(service, data.Big, cancellationToken).RunAsync(subscribers);
            using var polls = new LongPolls(service, cancellationToken);
            await polls.RunAsync();
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed class Turns(ServiceProcess service, DemoPush push, CancellationToken cancellationToken)
    {
        private readonly List<double> _alone = [];
        private readonly List<double> _watched = [];
        private long _version;
        private int _payloads;
        private int _reports;

        internal async Task RunAsync(int subscribers)
        {
            await ReportAsync(null); // Compiled, and its version known.
            await TurnAsync([], null);
            await TurnAsync([], null);
            var before = await SettledAsync();
            var during = 0L;
            for (var round = 0; round < Rounds; round++)
            {
                await TurnAsync([], _alone);
                var watching = await StartAsync(subscribers);
                await TurnAsync(watching, _watched);
                during = Math.Max(during, MemoryStatus.Of(service.Id).ResidentBytes);
                _payloads += watching.Sum(subscriber => subscriber.Payloads);
                await Parallel.ForEachAsync(watching, cancellationToken, static (subscriber, _) => subscriber.DisposeAsync());
            }

            Print(subscribers, before, during, await SettledAsync());
        }

        private async Task<List<Subscriber>> StartAsync(int count)
        {
            var started = new List<Subscriber>(count);
            for (var i = 0; i < count; i++)
                started.Add(await Subscriber.StartAsync(service.Address, push.Key, _version, _version + ReportsPerTurn, cancellationToken));
            return started;
        }

        private async Task TurnAsync(List<Subscriber> watching, List<double>? times)
        {
            using var timer = new PeriodicTimer(Interval);
            for (var i = 0; i < ReportsPerTurn; i++)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                await ReportAsync(times);
            }

            foreach (var subscriber in watching) await subscriber.Reached.WaitAsync(Settling, cancellationToken);
        }

        private async Task ReportAsync(List<double>? times)
        {
            var input = push.Reports[_reports % push.Reports.Count];
            var body = new
            {
                query = "mutation($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { changed push { version } } }",
                variables = new
                {
                    input = new
                    {
                        input.Repository,
                        input.Revision,
                        taskId = $"Watched-{_reports++}",
                        results = input.Results.Select(result => new { result.Group, status = Name(result.Status), result.DurationMs }),
                    },
                },
            };
            var clock = Stopwatch.StartNew();
            using var response = await service.Client.PostAsJsonAsync(new Uri("/graphql", UriKind.Relative), body, JsonOptions, cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(cancellationToken);
            times?.Add(clock.Elapsed.TotalMilliseconds);
            _version = answer.GetProperty("data").GetProperty("recordGroupResults").GetProperty("push").GetProperty("version").GetInt64();
        }

        /// <summary>After the same ordinary work each time, whose garbage makes the collector look at everything.</summary>
        private async Task<long> SettledAsync()
        {
            var path = new Uri(
                $"/api/project/{push.Key.Repository}/push/group_results/?revision={push.Key.Revision}", UriKind.Relative);
            for (var i = 0; i < SettlingReads; i++)
            {
                await ReportAsync(null);
                await service.Client.GetByteArrayAsync(path, cancellationToken);
            }

            await Task.Delay(Settling, TimeProvider.System, cancellationToken);
            return MemoryStatus.Of(service.Id).ResidentBytes;
        }

        private void Print(int subscribers, long before, long during, long after)
        {
            var (alone, watched) = (Quantiles.Median(_alone), Quantiles.Median(_watched));
            MarkdownTable.Header("acknowledgement of a report", "median", "p99", "of it alone", "target", "");
            MarkdownTable.Row([$"with no subscribers", .. Times(_alone), $"", $"", $""]);
            MarkdownTable.Row(
            [
                $"with {subscribers:N0} subscribers", .. Times(_watched), $"{watched / alone:0.00}", $"<= {AcknowledgementTarget:0}",
                $"{Verdict.Of(watched <= AcknowledgementTarget * alone)}",
            ]);
            Console.WriteLine();
            Console.WriteLine(FormattableString.Invariant(
                $"Each subscriber got all {ReportsPerTurn} versions of each turn in order, in {_payloads / (double)(subscribers * Rounds):0.0} payloads on average."));
            MarkdownTable.Header("resident memory", "before", "with subscribers", "after they left");
            MarkdownTable.Row([$"", $"{before / 1e6:0} MB", $"{during / 1e6:0} MB", $"{after / 1e6:0} MB"]);
        }

        private static FormattableString[] Times(List<double> milliseconds) =>
            [$"{Quantiles.Median(milliseconds):0.00} ms", $"{Quantiles.Of(milliseconds, 0.99):0.00} ms"];

        private static string Name(GroupStatus status) => status.ToString().ToUpperInvariant();
    }

    private static readonly System.Text.Json.JsonSerializerOptions JsonOptions = new(System.Text.Json.JsonSerializerDefaults.Web);
}
