using System.Text.Json;
using System.Text.RegularExpressions;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.FirstRun;

/// <summary>What an operator reads when the service starts.</summary>
public sealed partial class StartLinesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_InDevelopment_NamesTheDatabaseTheExplorerAndTheDocumentation()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        Assert.Equal(0, await service.StopAsync(Cancellation));

        var output = service.AllOutput();
        Assert.Contains($"The database is {directory.Combine("data/groupresults.db")}.", output, StringComparison.Ordinal);
        Assert.Contains($"The explorer is at {new Uri(service.Address, "/graphql")}.", output, StringComparison.Ordinal);
        Assert.Contains("The documentation is README.md and docs/ ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("migration", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Start_InProduction_LogsLinesWithATimeAndALevel()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation, "--environment", "Production");
        Assert.Equal(0, await service.StopAsync(Cancellation));

        Assert.All(service.Output, line => Assert.Matches(Line(), line));
        Assert.Contains(service.Output, line => line.EndsWith($"The database is {directory.Combine("data/groupresults.db")}.", StringComparison.Ordinal));
        Assert.DoesNotContain("The explorer is at", service.AllOutput(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_JsonIsSet_LogsObjectsWithATimeAndALevel()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(
            directory, Cancellation, "--environment", "Production", "--Logging:Console:FormatterName=json");
        Assert.Equal(0, await service.StopAsync(Cancellation));

        Assert.All(service.Output, line =>
        {
            var entry = JsonElement.Parse(line);
            Assert.Matches(Time(), entry.GetProperty("Timestamp").GetString());
            Assert.Equal("Information", entry.GetProperty("LogLevel").GetString());
        });
        Assert.Contains(service.Output, line => line.Contains("The database is", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (trce|dbug|info|warn|fail|crit): [\w.]+\[\d+\] ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex Line();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", RegexOptions.None, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex Time();
}
