using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Domain.Tests.Verdicts;

/// <summary>
/// Reads results as tables write them: <c>x-1:OK x-1-cf:ERROR:250 (linux/opt):SKIP ():OK</c>. Each is one task's, by job name or, in
/// parentheses, by platform and option without a job name; a number at the end is the duration in milliseconds.
/// </summary>
internal static class Summaries
{
    internal static GroupSummary Of(string results, bool hasPendingTask = false, bool isFinal = true)
    {
        var labels = new Labels();
        TaskResult[] parsed = [.. results.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(result => Parse(result, labels))];
        return new GroupVerdicts(labels).Of(parsed, hasPendingTask, isFinal);
    }

    internal static TaskResult Parse(string result, Labels labels, int groupId = 1)
    {
        var fields = result.Split(':');
        var duration = fields.Length > 2 ? int.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture) : 0;
        return new TaskResult(groupId, LabelOf(fields[0], labels), Enum.Parse<GroupStatus>(fields[1], ignoreCase: true), duration);
    }

    private static int LabelOf(string name, Labels labels)
    {
        if (name is not ['(', .., ')']) return labels.Add(name, null);
        var properties = name[1..^1].Split('/');
        return labels.Add(null, properties is [var platform, var option] ? RunProperties.None with { Platform = platform, Option = option } : null);
    }
}
