using System.Text;
using System.Text.Json;

namespace GroupResults.EndToEnd.Tests.Clients;

/// <summary>Reports in mozlog's errorsummary format.</summary>
internal static class ErrorSummary
{
    internal static string Of(Report report)
    {
        var text = new StringBuilder();
        foreach (var result in report.Results) text.Append(LineOf(result)).Append('\n');
        return text.ToString();
    }

    private static string LineOf(Result result) => JsonSerializer.Serialize(
        new { action = "group_result", group = result.Group, status = result.Status, duration = result.DurationMs, line = 1 });
}
