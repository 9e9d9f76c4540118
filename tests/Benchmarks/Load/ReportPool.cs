using System.Text.Json;
using GroupResults.Application.Ingestion;
using GroupResults.Benchmarks.Table;

namespace GroupResults.Benchmarks.Load;

/// <summary>
/// What the reports of the flood say, the same for both sides: real groups in real orders, 25 results each. Who sends one
/// gives it a task run of its own.
/// </summary>
internal sealed class ReportPool
{
    internal const string Repository = "flood";

    /// <summary>So many pushes share the reports.</summary>
    internal const int Pushes = 20;

    internal const int ResultsPerReport = 25;

    private const int MaxReports = 500;

    internal ReportPool(BenchmarkData data) => Reports =
    [
        .. data.Big.Reports
            .Where(report => report.Results.Count >= ResultsPerReport)
            .Take(MaxReports)
            .Select(report => report with { Results = [.. report.Results.Take(ResultsPerReport)] }),
    ];

    internal IReadOnlyList<ReportInput> Reports { get; }

    /// <summary>As report.lua has it.</summary>
    internal static string Revision(long number) => LoadDatabase.CopyRevision(1 + (int)(number % Pushes));

    /// <summary>For report.lua: each line a job name and results, as they stand in a mutation's variables.</summary>
    internal Task WriteAsync(string path, CancellationToken cancellationToken) =>
        File.WriteAllLinesAsync(path, Reports.Select(Line), cancellationToken);

    private static string Line(ReportInput report)
    {
        var results = report.Results.Select(
            result => new { group = result.Group, status = ChangingReport.Shown(result.Status), durationMs = result.DurationMs });
        return JsonSerializer.Serialize(new { jobName = report.JobName, results })[1..^1];
    }
}
