using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Durability;

/// <summary>G2: what was acknowledged survives the process; what was not is there wholly or not at all.</summary>
public sealed class KillTests
{
    private const int Rounds = 4;
    private const int ReportsPerRound = 120;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_InAFloodOfReports_LosesNothingAcknowledgedAndLeavesNothingHalf()
    {
        using var directory = new TestDirectory();
        var flood = new ReportFlood();
        for (var round = 0; round < Rounds; round++)
        {
            await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
            if (round > 0) await flood.CheckAsync(service.Address, Cancellation);

            var enough = flood.AcknowledgedCount + ReportsPerRound;
            var running = flood.RunAsync(service.Address, Cancellation);
            await Eventually.TrueAsync(() => flood.AcknowledgedCount >= enough || running.IsFaulted, "reports are acknowledged");
            await service.KillAsync(Cancellation);
            await running;
        }

        await using var last = await ServiceProcess.StartAsync(directory, Cancellation);
        await flood.CheckAsync(last.Address, Cancellation);
    }

    [Fact]
    public async Task Kill_BetweenAReportAndItsWarmUp_TheWarmUpIsDoneAfterTheRestart()
    {
        string[] settings = ["--GroupResults:Stability:IdleThreshold=00:00:02", "--GroupResults:Warming:PollInterval=00:00:01"];
        var report = Reports.Of(Push.Autoland("dddd4444"), seed: 1);
        using var directory = new TestDirectory();
        await using (var first = await ServiceProcess.StartAsync(directory, Cancellation, settings))
        {
            using var reporter = new ServiceClient(first.Address);
            await reporter.UploadAsync(report, Cancellation);
            await first.KillAsync(Cancellation);
        }

        await using var service = await ServiceProcess.StartAsync(directory, Cancellation, settings);
        using var client = new ServiceClient(service.Address);
        await Eventually.TrueAsync(() => IsWarmedAsync(client, report.Push), "the push is warmed");

        // It is counted once it is done, and its answer is there a little before.
        await Eventually.TrueAsync(
            async () => await client.MetricAsync("groupresults_warmups_total", "outcome=\"succeeded\"", Cancellation) == 1, "the warm-up is counted");
        var (text, cacheStatus) = await client.ReadDropInAsync(report.Push, ReadBy.Gzip, Cancellation);
        Assert.True(ResultMap.Parse(text).Holds(report));
        Assert.StartsWith("GroupResults; hit", cacheStatus, StringComparison.Ordinal);
    }

    private static async Task<bool> IsWarmedAsync(ServiceClient client, Push push)
    {
        var data = await client.QueryAsync(
            $$"""{ push(repository: "{{push.Repository}}", revision: "{{push.Revision}}") { stability cacheEntry { warmed } } }""", variables: null, Cancellation);
        var entry = data.GetProperty("push").GetProperty("cacheEntry");
        return entry.ValueKind is not System.Text.Json.JsonValueKind.Null && entry.GetProperty("warmed").GetBoolean();
    }
}
