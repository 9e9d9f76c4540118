using System.Globalization;
using GroupResults.Application.Ingestion;
using MediatR;

namespace GroupResults.Api.Demo;

/// <summary>
/// Fills the running service with generated pushes through the commands that clients use, and prints what to try. A second
/// start sends the same reports, which change nothing.
/// </summary>
internal sealed class DemoCommand(IMediator mediator, TimeProvider time)
{
    /// <summary>The first argument on the command line.</summary>
    public const string Name = "demo";

    /// <summary>The demo's own database, used if none is configured.</summary>
    public const string ConnectionString = "Data Source=data/demo.db";

    private const int Seed = 20;
    private const int PushCount = 20;
    private const int BatchSize = 100;

    /// <param name="address">The address of the service.</param>
    public async Task RunAsync(Uri address, TextWriter output, CancellationToken cancellationToken)
    {
        var pushes = CreatePushes();
        var started = time.GetTimestamp();
        try
        {
            var changed = await SendAsync(pushes, output, cancellationToken);
            await output.WriteLineAsync(Summary(pushes, changed, time.GetElapsedTime(started)));
            await output.WriteLineAsync(WhatToLookAt(address, pushes[0]));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync("Demo: stopped. The next start sends the remaining reports.");
        }
    }

    /// <returns>The number of reports that changed something.</returns>
    private async Task<int> SendAsync(IReadOnlyList<DemoPush> pushes, TextWriter output, CancellationToken cancellationToken)
    {
        var progress = new DemoProgress(output, pushes.Sum(push => push.ResultCount));
        var changed = 0;
        await output.WriteLineAsync($"Demo: sending {pushes.Count} pushes through recordGroupResultsBatch");
        foreach (var push in pushes)
        {
            var changedOfPush = 0;
            foreach (var batch in push.Reports.Chunk(BatchSize))
            {
                var recorded = await mediator.Send(new RecordGroupResultsBatch(batch), cancellationToken);
                changedOfPush += recorded.Count(report => report.Changed);
                await progress.AdvanceAsync(batch.Sum(report => report.Results.Count));
            }

            changed += changedOfPush;
            await progress.PushDoneAsync(push, changedOfPush);
        }

        await progress.EndAsync();
        return changed;
    }

    /// <summary>The first push has the size of an autoland push. Most pushes belong to autoland, a few to other repositories.</summary>
    internal static IReadOnlyList<DemoPush> CreatePushes()
    {
        var generator = new DemoPushes(Seed);
        return [.. Enumerable.Range(0, PushCount).Select(number => generator.Create(
            number, RepositoryOf(number), number == 0 ? DemoPushSize.Autoland : DemoPushSize.Ordinary))];
    }

    private static string RepositoryOf(int number) => (number % 10) switch
    {
        4 or 7 => "try",
        9 => "mozilla-central",
        _ => "autoland",
    };

    private static string Summary(IReadOnlyList<DemoPush> pushes, int changed, TimeSpan elapsed)
    {
        var (reports, results) = (pushes.Sum(push => push.Reports.Count), pushes.Sum(push => push.ResultCount));
        return changed == 0
            ? string.Create(CultureInfo.InvariantCulture, $"All {reports:N0} reports were stored already; nothing changed.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{changed:N0} of {reports:N0} reports changed something; sent {results:N0} group results in {elapsed.TotalSeconds:0.0} s.");
    }

    private static string WhatToLookAt(Uri address, DemoPush big)
    {
        var root = address.GetLeftPart(UriPartial.Authority);
        var (repository, revision) = big.Key;
        var results = $"{root}/api/project/{repository}/push/group_results/?revision={revision}";
        var query = $$"""{ push(repository: \"{{repository}}\", revision: \"{{revision}}\") { version stability counts { taskRuns groups ok error skip } tasks(first: 3, status: [ERROR]) { totalCount nodes { jobName } } } cacheStatistics { hitRate entries bytes } }""";
        return $$"""

            What to try:

            The explorer, in a browser
              {{root}}/graphql

            The large push from the Treeherder-compatible endpoint, plain and with gzip; repeat it to see a hit in Cache-Status
              curl -sS -o /dev/null -D - -w '%{size_download} bytes in %{time_total} s\n' '{{results}}'
              curl -sS --compressed -o /dev/null -D - -w '%{size_download} bytes in %{time_total} s\n' '{{results}}'

            The same push from GraphQL
              curl -sS '{{root}}/graphql' -H 'Content-Type: application/json' -d '{"query":"{{query}}"}'

            The cache metrics; after five minutes the pushes are stable and their answers are warmed
              curl -sS '{{root}}/metrics' | grep ^groupresults_

            """;
    }
}
