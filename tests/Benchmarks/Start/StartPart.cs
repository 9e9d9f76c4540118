using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Table;
using GroupResults.Domain.Pushes;

namespace GroupResults.Benchmarks.Start;

/// <summary>How long a published service takes from its start to its first answer, beside a published ASP.NET Core with nothing in it.</summary>
internal static class StartPart
{
    internal const string Name = "start";

    private const string ServiceProject = "src/Api/Api.csproj";
    private const string BareProject = "tests/Benchmarks/BareService/BareService.csproj";
    private const int MinStarts = 10;
    private const double Target = 3;

    /// <param name="database">Migrated, and open nowhere.</param>
    internal static async Task RunAsync(
        LoadOptions options, BenchmarkData data, string directory, string database, CancellationToken cancellationToken)
    {
        var published = Path.Combine(directory, "published");
        var programs = PublishedPrograms.Prepare(published);
        MarkdownTable.Header("start to first answer", "median", "slowest", "of bare ASP.NET Core", "target", "");
        foreach (var readyToRun in (bool[])[true, false])
        {
            var bareDirectory = await programs.PublishAsync(BareProject, readyToRun, cancellationToken);
            var serviceDirectory = await programs.PublishAsync(ServiceProject, readyToRun, cancellationToken);
            var compiled = readyToRun ? "ready to run" : "compiled at run time";
            var bare = new ColdStart($"bare ASP.NET Core, {compiled}", Path.Combine(bareDirectory, "GroupResults.BareService"), [], "/");
            ColdStart[] services =
            [
                Service("an ordinary push", data.Reports.First(report => report.Revision != data.Big.Key.Revision).Revision),
                Service("an autoland-sized push", data.Big.Key.Revision),
            ];
            for (var number = -1; number < Math.Max(MinStarts, options.Rounds); number++)
            {
                foreach (var program in (ColdStart[])[bare, .. services]) await program.MeasureAsync(counts: number >= 0, cancellationToken);
            }

            foreach (var program in (ColdStart[])[bare, .. services]) Print(program, bare);

            ColdStart Service(string push, string revision) => new(
                $"miss of {push}, gzip, {compiled}",
                Path.Combine(serviceDirectory, "GroupResults.Api"),
                [$"--ConnectionStrings:Storage=Data Source={database}"],
                DropIn(data.Big.Key with { Revision = revision }));
        }
    }

    private static string DropIn(PushKey push) => $"/api/project/{push.Repository}/push/group_results/?revision={push.Revision}";

    private static void Print(ColdStart program, ColdStart bare)
    {
        var median = Quantiles.Median(program.Milliseconds);
        var ratio = median / Quantiles.Median(bare.Milliseconds);
        MarkdownTable.Row(
        [
            $"{program.Name}",
            $"{median:N0} ms",
            $"{program.Milliseconds.Max():N0} ms",
            $"{ratio:0.00}",
            $"{(program == bare ? "" : FormattableString.Invariant($"<= {Target:0}"))}",
            $"{(program == bare ? "" : Verdict.Of(ratio <= Target))}",
        ]);
    }
}
