using System.Diagnostics;
using System.Globalization;

namespace GroupResults.Benchmarks.Processes;

/// <summary>What wrk is to ask for again and again.</summary>
/// <param name="Headers">Each as <c>Name: value</c>.</param>
/// <param name="BodyFile">For a POST.</param>
/// <param name="PauseMs">Between an answer and the client's next request.</param>
/// <param name="AnswerBytes">What the body of each answer has; fewer on average are an error.</param>
internal sealed record WrkRequest(
    Uri Address, IReadOnlyList<string> Headers, string? BodyFile = null, int PauseMs = 0, int AnswerBytes = 0);

/// <summary>Reports that wrk is to send; see report.lua.</summary>
/// <param name="File">What they say.</param>
internal sealed record WrkReports(string File, string TaskPrefix, int Pushes, int PauseMs = 0);

/// <summary>What wrk saw.</summary>
/// <param name="Bytes">Received, headers included.</param>
/// <param name="Acknowledged">Reports only.</param>
internal sealed record WrkResult(
    long Requests,
    double Seconds,
    long Bytes,
    double P50Ms,
    double P99Ms,
    long SocketErrors,
    long BadStatuses,
    long Timeouts,
    long Acknowledged,
    long Refused)
{
    internal double RequestsPerSecond => Requests / Seconds;

    internal long Errors => SocketErrors + BadStatuses + Timeouts;
}

/// <summary>wrk, the load generator. Our scripts make it print its figures on a line that can be read without guessing.</summary>
internal static class Wrk
{
    private const int MaxThreads = 2;
    private const string AnswerTimeout = "30s";
    private const string ResultMark = "result ";

    /// <exception cref="InvalidOperationException">An answer was missing or was no success: its figures would mean nothing.</exception>
    internal static async Task<WrkResult> ReadAsync(WrkRequest request, int clients, int seconds, CancellationToken cancellationToken)
    {
        var result = await ObserveAsync(request, clients, seconds, cancellationToken);
        return result.Errors == 0 && result.Bytes >= result.Requests * request.AnswerBytes
            ? result
            : throw new InvalidOperationException($"wrk did not get what it asked for at {request.Address}: {result}");
    }

    /// <summary>The same where errors are part of what is measured.</summary>
    internal static Task<WrkResult> ObserveAsync(WrkRequest request, int clients, int seconds, CancellationToken cancellationToken)
    {
        string[] body = request.BodyFile is { } file ? [file] : [];
        return RunAsync(
            "read.lua",
            [.. request.Headers.SelectMany(header => (string[])["-H", header])],
            request.Address,
            [Text(request.PauseMs), .. body],
            clients,
            seconds,
            cancellationToken);
    }

    /// <summary>Reports task runs of their own. Errors are counted in the result.</summary>
    internal static Task<WrkResult> ReportAsync(
        ServiceProcess service, WrkReports reports, int clients, int seconds, CancellationToken cancellationToken) =>
        RunAsync(
            "report.lua",
            ["-H", $"Authorization: {service.Authorization}"],
            service.Address,
            [reports.File, reports.TaskPrefix, Text(reports.Pushes), Text(reports.PauseMs)],
            clients,
            seconds,
            cancellationToken);

    /// <summary>Polls any of many pushes: each request is a look for a head and no more.</summary>
    /// <param name="dropIn">The address up to the revision, which is a number in 40 digits from 1 to <paramref name="pushes"/>.</param>
    internal static Task<WrkResult> PollAsync(Uri dropIn, int pushes, int clients, int seconds, CancellationToken cancellationToken) =>
        RunAsync("poll.lua", ["-H", "If-None-Match: *"], dropIn, [Text(pushes)], clients, seconds, cancellationToken);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<WrkResult> RunAsync(
        string script, string[] options, Uri address, string[] arguments, int clients, int seconds, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            Tools.Wrk,
            [
                $"-t{Math.Min(MaxThreads, clients)}", $"-c{clients}", $"-d{seconds}s", "--timeout", AnswerTimeout,
                "-s", Path.Combine(AppContext.BaseDirectory, "scripts", script), .. options, address.AbsoluteUri, "--", .. arguments,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            if (await errors is not "" and var said) await Console.Error.WriteLineAsync($"[wrk] {said.TrimEnd()}");
            await process.WaitForExitAsync(cancellationToken);
            var line = output.Split('\n').LastOrDefault(line => line.StartsWith(ResultMark, StringComparison.Ordinal));
            return line is null ? throw new InvalidOperationException($"wrk gave no result:\n{output}") : Parse(line);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static WrkResult Parse(string line)
    {
        var fields = line[ResultMark.Length..].Split(' ').Select(field => field.Split('=')).ToDictionary(
            field => field[0], field => long.Parse(field[1], CultureInfo.InvariantCulture));
        return new WrkResult(
            fields["requests"],
            fields["duration_us"] / 1e6,
            fields["bytes"],
            fields["p50_us"] / 1e3,
            fields["p99_us"] / 1e3,
            fields["socket_errors"],
            fields["bad_statuses"],
            fields["timeouts"],
            fields.GetValueOrDefault("acknowledged"),
            fields.GetValueOrDefault("refused"));
    }
}
