using System.Globalization;
using System.Runtime.CompilerServices;
using GroupResults.Application.Facts;
using GroupResults.Application.Ingestion;
using MediatR;

namespace GroupResults.Api.Demo;

/// <summary>
/// Fills the running service with generated pushes through the commands that clients use, and prints what to try. A second
/// start sends the same reports and facts, which change nothing.
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
        var facts = DemoFacts.Of(Seed, pushes);
        var started = time.GetTimestamp();
        try
        {
            var changed = await SendAsync(pushes, facts, output, cancellationToken);
            await output.WriteLineAsync(Summary(pushes, facts, changed, time.GetElapsedTime(started)));
            await output.WriteLineAsync(WhatToLookAt(address, pushes[0]));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync("Demo: stopped. The next start sends what remains.");
        }
    }

    /// <summary>Sends the oldest push first, so that the newest has the newest activity.</summary>
    /// <returns>The number of reports and facts that changed something.</returns>
    private async Task<(int Reports, int Facts)> SendAsync(
        IReadOnlyList<DemoPush> pushes, IReadOnlyList<DemoFacts> facts, TextWriter output, CancellationToken cancellationToken)
    {
        var progress = new DemoProgress(output, pushes.Sum(push => push.ResultCount));
        var (changedReports, changedFacts) = (0, 0);
        await output.WriteLineAsync($"Demo: sending {pushes.Count} pushes through recordGroupResultsBatch and the mutations of facts");
        foreach (var (push, fact) in pushes.Zip(facts).Reverse())
        {
            var (reports, told) = (0, 0);
            foreach (var batch in push.Reports.Chunk(BatchSize))
            {
                var recorded = await mediator.Send(new RecordGroupResultsBatch(batch), cancellationToken);
                reports += recorded.Count(report => report.Changed);
                await progress.AdvanceAsync(batch.Sum(report => report.Results.Count));
            }

            await foreach (var recorded in TellAsync(fact, cancellationToken)) told += recorded.Changed ? 1 : 0;
            changedReports += reports;
            changedFacts += told;
            await progress.PushDoneAsync(push, fact, reports + told);
        }

        await progress.EndAsync();
        return (changedReports, changedFacts);
    }

    private async IAsyncEnumerable<RecordedFact> TellAsync(DemoFacts facts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await mediator.Send(new RecordPush(facts.Pushed), cancellationToken);
        foreach (var states in facts.States.Chunk(RecordTaskStates.MaxStates))
        {
            foreach (var recorded in await mediator.Send(new RecordTaskStates(states), cancellationToken)) yield return recorded;
        }

        foreach (var classification in facts.Classifications) yield return await mediator.Send(new ClassifyFailures(classification, By: null), cancellationToken);
        yield return await mediator.Send(new SetExpectedTasks(facts.Expected), cancellationToken); // Last: it completes the push.
    }

    /// <summary>The first push has the size of an autoland push, and is the newest. Most pushes belong to autoland, a few to other repositories.</summary>
    internal static IReadOnlyList<DemoPush> CreatePushes()
    {
        var generator = new DemoPushes(Seed);
        var pushes = Enumerable.Range(0, PushCount).Select(number => generator.Create(
            number, RepositoryOf(number), number == 0 ? DemoPushSize.Autoland : DemoPushSize.Ordinary));
        return DemoRetriggers.AddTo([.. pushes], Seed);
    }

    private static string RepositoryOf(int number) => (number % 10) switch
    {
        4 or 7 => "try",
        9 => "mozilla-central",
        _ => "autoland",
    };

    private static string Summary(IReadOnlyList<DemoPush> pushes, IReadOnlyList<DemoFacts> facts, (int Reports, int Facts) changed, TimeSpan elapsed)
    {
        var (reports, told, results) = (pushes.Sum(push => push.Reports.Count), facts.Sum(each => each.Count), pushes.Sum(push => push.ResultCount));
        return changed is (0, 0)
            ? string.Create(CultureInfo.InvariantCulture, $"All {reports:N0} reports and {told:N0} facts were stored already; nothing changed.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{changed.Reports:N0} of {reports:N0} reports changed something, and {changed.Facts:N0} of {told:N0} facts; sent {results:N0} group results in {elapsed.TotalSeconds:0.0} s.");
    }

    private static string WhatToLookAt(Uri address, DemoPush big)
    {
        var root = address.GetLeftPart(UriPartial.Authority);
        var (repository, revision) = big.Key;
        var results = $"{root}/api/project/{Uri.EscapeDataString(repository)}/push/group_results/?revision={revision}";
        var query = $$"""{ push(repository: \"{{repository}}\", revision: \"{{revision}}\") { version stability counts { taskRuns groups ok error skip } tasks(first: 3, status: [ERROR]) { totalCount nodes { jobName } } } cacheStatistics { hitRate entries bytes } }""";
        var facts = $$"""{ push(repository: \"{{repository}}\", revision: \"{{revision}}\") { position author completion { expected reported pending complete } tasks(first: 3, state: [PENDING, RUNNING]) { totalCount nodes { jobName state configuration } } } }""";
        return $$"""

            What to try:

            The explorer, in a browser
              {{root}}/graphql

            The large push from the Treeherder-compatible endpoint, plain and with gzip; repeat it to see a hit in Cache-Status
              curl -sS -o /dev/null -D - -w '%{size_download} bytes in %{time_total} s\n' '{{results}}'
              curl -sS --compressed -o /dev/null -D - -w '%{size_download} bytes in %{time_total} s\n' '{{results}}'

            The same push from GraphQL
              curl -sS '{{root}}/graphql' -H 'Content-Type: application/json' -d '{"query":"{{query}}"}'

            What its tasks have still to do
              curl -sS '{{root}}/graphql' -H 'Content-Type: application/json' -d '{"query":"{{facts}}"}'

            The cache metrics; the older pushes are complete, so stable and warmed at once, and the newest ones after five minutes
              curl -sS '{{root}}/metrics' | grep ^groupresults_

            """;
    }
}
