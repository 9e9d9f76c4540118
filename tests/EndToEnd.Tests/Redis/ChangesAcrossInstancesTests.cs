using System.Net.Http.Json;
using System.Text.Json;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Redis;

/// <summary>Who waits at one instance hears of what another has stored, with Redis and without it.</summary>
public sealed class ChangesAcrossInstancesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscription_ToReportsThatAnotherInstanceTakes_HasEachOfThem()
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
        using var subscriber = new ServiceClient(second.Address);
        var push = new Push("autoland", "ab");
        var reports = 0;
        await reporter.ReportAsync(Reports.Of(push, ++reports), Cancellation);
        using var response = await SubscribeAsync(subscriber.Http, push);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal(reports, await ReadVersionAsync(events));

        // From here on the subscriber only waits: nothing but the other instance's change makes it look.
        await HearsAsync();
        await redis.StopAsync();
        await HearsAsync();
        await redis.StartAsync();
        await HearsAsync();

        async Task HearsAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                await reporter.ReportAsync(Reports.Of(push, ++reports), Cancellation);
                Assert.Equal(reports, await ReadVersionAsync(events));
            }
        }
    }

    /// <summary>From a place that is not known: the stream begins with all there is.</summary>
    private static async Task<HttpResponseMessage> SubscribeAsync(HttpClient client, Push push)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new
            {
                query = $$"""subscription { pushUpdated(repository: "{{push.Repository}}", revision: "{{push.Revision}}", since: "") { version } }""",
            }),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private static async Task<int> ReadVersionAsync(StreamReader events)
    {
        const string Field = "data:";
        while (await events.ReadLineAsync(Cancellation).AsTask().WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation) is { } line)
        {
            if (!line.StartsWith(Field, StringComparison.Ordinal)) continue;
            var data = JsonElement.Parse(line[Field.Length..]);
            Assert.True(data.TryGetProperty("data", out var payload), line);
            return payload.GetProperty("pushUpdated").GetProperty("version").GetInt32();
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
