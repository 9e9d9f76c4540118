using System.Net;
using System.Net.Sockets;
using System.Text;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Durability;

/// <summary>SIGTERM: no new requests, those that run are answered, nothing acknowledged is lost.</summary>
public sealed class StopTests
{
    private const int ReportsBeforeStop = 120;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_WithAnUploadUnderWay_AnswersItAndKeepsIt()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        using var client = new ServiceClient(service.Address);
        var report = Reports.Of(Push.Autoland("eeee5555"), seed: 7, groups: 400);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var content = new GatedContent(Encoding.UTF8.GetBytes(ErrorSummary.Of(report)), gate.Task);
        var upload = client.Http.PutAsync(ServiceClient.UploadPath(report.Push, report.TaskId, report.JobName), content, Cancellation);
        await Eventually.TrueAsync(
            async () => upload.IsCompleted
                || await client.MetricAsync("http_server_active_requests", "http_request_method=\"PUT\"", Cancellation) > 0,
            "the upload has begun");

        await service.RequestStopAsync(Cancellation);
        await Eventually.TrueAsync(async () => !await AcceptsAsync(service.Address), "no new connection is accepted");
        Assert.False(service.HasExited);
        gate.SetResult();

        using var response = await upload;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"accepted\":400", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, await service.ExitCodeAsync(Cancellation));
        Assert.Empty(service.Error);

        await using var again = await ServiceProcess.StartAsync(directory, Cancellation);
        using var reader = new ServiceClient(again.Address);
        Assert.True(ResultMap.Parse(await reader.ReadAsync(report.Push, ReadBy.Plain, Cancellation)).Holds(report));
    }

    [Fact]
    public async Task Stop_InAFloodOfReports_ExitsWellAndLosesNothingAcknowledged()
    {
        using var directory = new TestDirectory();
        var flood = new ReportFlood();
        await using (var service = await ServiceProcess.StartAsync(directory, Cancellation))
        {
            var running = flood.RunAsync(service.Address, Cancellation);
            await Eventually.TrueAsync(
                () => flood.AcknowledgedCount >= ReportsBeforeStop || running.IsFaulted, "reports are acknowledged");
            Assert.Equal(0, await service.StopAsync(Cancellation));
            await running;
            Assert.Empty(service.Error);
        }

        await using var again = await ServiceProcess.StartAsync(directory, Cancellation);
        await flood.CheckAsync(again.Address, Cancellation);
    }

    private static async Task<bool> AcceptsAsync(Uri address)
    {
        using var connection = new TcpClient();
        try
        {
            await connection.ConnectAsync(address.Host, address.Port, Cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
