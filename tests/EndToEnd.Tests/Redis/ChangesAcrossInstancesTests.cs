using System.Net;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Redis;

/// <summary>Who waits at one instance hears of what another has stored, with Redis and without it.</summary>
public sealed class ChangesAcrossInstancesTests
{
    /// <summary>Less than a wait takes at most: an answer in this time was brought by the change.</summary>
    private static readonly TimeSpan SafetyTimeout = TimeSpan.FromSeconds(45);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_ForAReportThatAnotherInstanceTakes_IsAnsweredByIt()
    {
        using var directory = new TestDirectory();
        await using var redis = new RedisServer();
        await redis.StartAsync();
        string[] settings =
        [
            "--ConnectionStrings:Storage=Data Source=shared.db",
            $"--ConnectionStrings:Redis={redis.ConnectionString}",
        ];
        await using var first = await ServiceProcess.StartAsync(directory, Cancellation, settings);
        await using var second = await ServiceProcess.StartAsync(directory, Cancellation, settings);
        using var reporter = new ServiceClient(first.Address);
        using var waiter = new HttpClient { BaseAddress = second.Address, Timeout = SafetyTimeout };
        var push = new Push("autoland", "ab");
        var reports = 0;
        await reporter.ReportAsync(Reports.Of(push, ++reports), Cancellation);

        await WaitsAsync();
        await redis.StopAsync();
        await WaitsAsync();
        await redis.StartAsync();
        await WaitsAsync();

        async Task WaitsAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                using var now = await waiter.GetAsync(Path(""), Cancellation);
                using var request = new HttpRequestMessage(HttpMethod.Get, Path("&wait=60"));
                request.Headers.IfNoneMatch.Add(now.Headers.ETag!);
                var waiting = waiter.SendAsync(request, Cancellation);
                var report = Reports.Of(push, ++reports);
                await reporter.ReportAsync(report, Cancellation);

                using var answer = await waiting;

                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.True(ResultMap.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).Holds(report));
            }
        }

        Uri Path(string more) => new($"/api/project/{push.Repository}/push/group_results/?revision={push.Revision}{more}", UriKind.Relative);
    }
}
