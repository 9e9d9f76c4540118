using System.Net;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Load;

/// <summary>A poll that finds nothing new, beside an endpoint that says 304 to everybody.</summary>
internal static class ConditionalPart
{
    private const double Target = 0.5;

    internal static async Task RunAsync(LoadRun run)
    {
        await using var bare = await ServiceProcess.StartAsync(
            ServiceProcess.Bare, url => [$"--urls={url}"], cancellationToken: run.CancellationToken);
        var ours = await PollAsync(run);
        var theirs = new WrkRequest(new Uri(bare.Address, "/unchanged"), ours.Headers);
        foreach (var request in (WrkRequest[])[ours, theirs]) await CheckAsync(request, run.CancellationToken);
        await Comparison.MeasureAsync(run, "bare ASP.NET Core", new Comparison("304", ours, theirs, Target));
    }

    internal static async Task<WrkRequest> PollAsync(LoadRun run)
    {
        var known = await Answer.ReadAsync(run.Service.Client, run.BigAddress, gzip: true, run.CancellationToken);
        return new WrkRequest(run.BigAddress, [RestPart.AcceptGzip, $"If-None-Match: {known.ETag}"]);
    }

    /// <summary>wrk takes a 200 for as good as a 304.</summary>
    private static async Task CheckAsync(WrkRequest wanted, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, wanted.Address);
        foreach (var header in wanted.Headers.Select(header => header.Split(": "))) request.Headers.TryAddWithoutValidation(header[0], header[1]);
        using var response = await client.SendAsync(request, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.NotModified)
            throw new InvalidOperationException($"{wanted.Address} answered {(int)response.StatusCode} instead of 304.");
    }
}
