using System.Globalization;
using System.Text;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Results;

namespace GroupResults.Benchmarks.Table;

/// <summary>Reports one of a push's task runs again, each time with other durations, as a client would: the next read must compute.</summary>
internal static class ChangingReport
{
    internal static Func<Task> Of(HttpClient client, ReportInput report)
    {
        var address = $"/api/project/{report.Repository}/push/{report.Revision}/task/{report.TaskId}/{report.RunId}/errorsummary?jobName={Uri.EscapeDataString(report.JobName!)}";
        var logs = new[] { Log(report, 0), Log(report, 1) };
        var turn = 0;
        return async () =>
        {
            using var content = new StringContent(logs[turn++ % 2]);
            using var response = await client.PutAsync(new Uri(address, UriKind.Relative), content);
            var recorded = await response.Content.ReadAsStringAsync();
            if (!recorded.Contains("\"changed\":true", StringComparison.Ordinal)) throw new InvalidOperationException($"The report changed nothing: {recorded}");
        };
    }

    /// <summary>A status as logs and mutations have it.</summary>
    internal static string Shown(GroupStatus status) => status switch
    {
        GroupStatus.Ok => "OK",
        GroupStatus.Error => "ERROR",
        _ => "SKIP",
    };

    private static string Log(ReportInput report, int longer)
    {
        var log = new StringBuilder();
        foreach (var (group, status, durationMs) in report.Results)
        {
            log.Append(CultureInfo.InvariantCulture, $$"""{"action":"group_result","group":"{{group}}","status":"{{Shown(status)}}","duration":{{durationMs + 1 + longer}}}""").Append('\n');
        }

        return log.ToString();
    }
}
