using System.Diagnostics;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Table;

namespace GroupResults.Benchmarks.Soak;

/// <summary>Those clients of a soak that do not ask for the same again and again. Each has a connection of its own.</summary>
internal static class SoakReaders
{
    /// <summary>Goes around the pushes that fill the cache.</summary>
    internal static async Task ReadAllPushesAsync(LoadRun run, TimeSpan duration, TimeSpan pause)
    {
        using var client = new HttpClient();
        var clock = Stopwatch.StartNew();
        for (var number = 0; clock.Elapsed < duration; number++)
        {
            var revision = LoadDatabase.CopyRevision(LoadDatabase.ChangingCopy + 1 + (number % MemoryPart.Pushes));
            await Answer.ReadAsync(client, run.DropIn(revision), gzip: true, run.CancellationToken);
            await Task.Delay(pause, TimeProvider.System, run.CancellationToken);
        }
    }

    /// <summary>Asks for a push after each of its changes, in each form in turn: nothing but misses.</summary>
    internal static async Task ReadChangingPushAsync(LoadRun run, TimeSpan duration, TimeSpan pause)
    {
        using var client = new HttpClient { BaseAddress = run.Service.Address };
        client.DefaultRequestHeaders.Add("Authorization", run.Service.Authorization);
        var revision = LoadDatabase.CopyRevision(LoadDatabase.ChangingCopy);
        var change = ChangingReport.Of(client, MissPart.ChangedReport(run));
        var query = PreparedQuery.Body(PreparedQuery.TypedQuery(run, revision));
        var clock = Stopwatch.StartNew();
        for (var number = 0; clock.Elapsed < duration; number++)
        {
            await change();
            await ((number % 3) switch
            {
                0 => Answer.ReadAsync(client, run.DropIn(revision), gzip: false, run.CancellationToken),
                1 => Answer.ReadAsync(client, run.DropIn(revision), gzip: true, run.CancellationToken),
                _ => Answer.ReadAsync(client, PreparedQuery.Address(run), gzip: true, run.CancellationToken, query),
            });
            await Task.Delay(pause, TimeProvider.System, run.CancellationToken);
        }
    }
}
