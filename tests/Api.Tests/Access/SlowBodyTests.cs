using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Access;

/// <summary>A body that comes too slowly. The server gives each five seconds by the machine's clock, which these tests have to wait for.</summary>
public sealed class SlowBodyTests
{
    [Theory]
    [InlineData("POST /graphql", "Content-Type: application/json\r\n")]
    [InlineData("PUT /api/project/autoland/push/d00d/task/T/0/errorsummary", "")]
    public async Task Body_TooSlow_IsAnsweredAndItsConnectionEndedWithoutAnErrorInTheLog(string request, string headers)
    {
        var log = new ErrorLog();
        await using var service = new TestService(log.AddTo) { Settings = ["--GroupResults:Http:MinBytesPerSecond=1000"] };
        await service.InitializeAsync();
        using var connection = await RawConnection.OpenAsync(service.Address);

        await connection.SendAsync($"{request} HTTP/1.1\r\nHost: {service.Address.Authority}\r\n{headers}Content-Length: 1000000\r\n\r\n ");
        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("body could not be read.", answer.Split("\r\n\r\n")[1], StringComparison.Ordinal);
        await service.StopAsync(); // What is logged is logged by now.
        Assert.Empty(log.Errors);
        Assert.Equal(0, service.CountRows("TaskRuns"));
    }
}
