using System.Globalization;

namespace GroupResults.EndToEnd.Tests.Clients;

/// <summary>Reports that can be told apart, and known again as whole.</summary>
internal static class Reports
{
    private static readonly string[] Directories =
        ["dom/workers/test", "netwerk/test/unit", "browser/base/content/test/tabs", "layout/style/test", "toolkit/components/places/tests", "js/xpconnect/tests"];

    /// <summary>The seed decides the task's name, which groups it has, and which of them failed.</summary>
    internal static Report Of(Push push, int seed, int groups = 20)
    {
        var results = new List<Result>(groups);
        for (var index = 0; index < groups; index++)
        {
            var group = string.Create(
                CultureInfo.InvariantCulture, $"{Directories[(seed + index) % Directories.Length]}/part{(seed * 7 + index) % 12}/group{index}.toml");
            results.Add(new Result(group, (seed * 31 + index) % 97 == 0 ? "ERROR" : "OK", 1000 + (seed * 13 + index * 101) % 50_000));
        }

        var taskId = string.Create(CultureInfo.InvariantCulture, $"task-{seed:D8}");
        return new Report(push, taskId, $"test-linux2404-64/opt-mochitest-{seed % 16 + 1}", results);
    }
}
