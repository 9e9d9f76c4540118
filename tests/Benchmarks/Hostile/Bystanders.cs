using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>What the clients saw that the service is for, in one turn.</summary>
internal sealed record Seen(Hits Hits, Misses Misses);

/// <summary>What was seen of answers that are in the cache.</summary>
internal sealed record Hits(WrkResult Rest, WrkResult GraphQL);

/// <summary>
/// Clients as they should be: few, with pauses, asking for what is there. wrk adds the waits of those requests that could not be
/// sent because one before them took long.
/// </summary>
internal sealed class Bystanders(LoadRun run, string bodyFile)
{
    private const int Clients = 4;
    private const int PauseMs = 20;

    private readonly WrkRequest _rest = new(run.BigAddress, [RestPart.AcceptGzip], PauseMs: PauseMs);
    private readonly WrkRequest _graphQL = new(
        PreparedQuery.Address(run), ["Content-Type: application/json", RestPart.AcceptGzip], bodyFile, PauseMs);

    internal static async Task<Bystanders> PrepareAsync(LoadRun run)
    {
        var push = run.Data.Big.Key;
        var query = $$"""
            { push(repository: "{{push.Repository}}", revision: "{{push.Revision}}") { version stability counts { ok error } tasks(first: 20, status: [ERROR]) { totalCount nodes { taskId jobName } } } }
            """;
        var bodyFile = Path.Combine(run.Directory, "bystander.request.json");
        await File.WriteAllTextAsync(bodyFile, PreparedQuery.Body(query), run.CancellationToken);
        return new Bystanders(run, bodyFile);
    }

    internal async Task<Hits> ReadAsync()
    {
        var rest = ReadAsync(_rest);
        var graphQL = ReadAsync(_graphQL);
        return new Hits(await rest, await graphQL);
    }

    /// <summary>Where hardly anything was answered, a quantile of the answers says nothing: the wait was at least what is missing of the turn.</summary>
    internal static double P99Ms(WrkResult during, WrkResult quiet)
    {
        var share = (during.Requests - during.BadStatuses) / Math.Max(1.0, quiet.Requests);
        return share >= 0.5 ? during.P99Ms : Math.Max(during.P99Ms, (1 - share) * quiet.Seconds * 1000);
    }

    private async Task<WrkResult> ReadAsync(WrkRequest request)
    {
        try
        {
            return await Wrk.ObserveAsync(request, Clients, run.Options.Seconds, run.CancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message); // The service takes no connection.
            return new WrkResult(0, run.Options.Seconds, 0, 0, 0, 0, 0, 0, 0, 0);
        }
    }
}
