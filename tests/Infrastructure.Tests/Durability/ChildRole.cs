using System.Diagnostics;
using System.Globalization;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Tests.Durability;

/// <summary>What this executable does as the process that a durability test starts and kills.</summary>
internal static class ChildRole
{
    internal const string Argument = "--play-a-service";

    /// <summary>Starts on the database and says so.</summary>
    internal const string Start = "start";

    /// <summary>
    /// Records report after report and writes each version once it is acknowledged; after so many as the last argument
    /// says it waits for its end.
    /// </summary>
    internal const string Record = "record";

    /// <summary>Stops in the middle of the migration's transaction, with everything done but the commit.</summary>
    internal const string Migrate = "migrate";

    internal const string Ready = "ready";

    internal static readonly PushKey Push = new("autoland", "d00d");

    internal const int GroupsPerReport = 40;

    internal static Process StartProcess(string role, string databasePath, int reports = int.MaxValue)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Argument, role, databasePath, $"{reports}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Insert(0, typeof(ChildRole).Assembly.Location);
        start.LeaveNothingBehind();
        return Process.Start(start)!;
    }

    /// <summary>The report that is recorded as number <paramref name="number"/>; its groups are its own.</summary>
    internal static Application.Ingestion.ReportInput ReportOf(long number) => Push.Report(
        $"task-{number}",
        [.. Enumerable.Range(0, GroupsPerReport).Select(group => Reports.Ok($"dir/{number}/{group}.toml", (int)number))]);

    internal static async Task<int> RunAsync(string[] args)
    {
        var (role, databasePath) = (args[0], args[1]);
        switch (role)
        {
            case Migrate:
                await MigrationHold.RunAsync(databasePath);
                return 0;
            case Start:
                // Both processes wait here until the test lets them go at once.
                await Console.In.ReadLineAsync();
                await using (var service = await StartAsync(databasePath))
                {
                    await Console.Out.WriteLineAsync(Ready);
                }

                return 0;
            case Record:
                await using (var service = await StartAsync(databasePath))
                {
                    await Console.Out.WriteLineAsync(Ready);
                    var known = await service.Get<Application.Pushes.IPushHeads>().FindAsync(Push, CancellationToken.None);
                    var first = (known?.Version ?? 0) + 1;
                    for (var number = first; number - first < int.Parse(args[2], CultureInfo.InvariantCulture); number++)
                    {
                        var recorded = await service.RecordAsync(ReportOf(number));
                        await Console.Out.WriteLineAsync($"{recorded.Head.Version}");
                    }

                    await Console.In.ReadLineAsync();
                }

                return 0;

            default:
                return 2;
        }
    }

    private static Task<TestService> StartAsync(string databasePath) =>
        TestService.StartAsync(new TestServiceOptions { DatabasePath = databasePath, Time = TimeProvider.System });
}
