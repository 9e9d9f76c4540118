using System.Text;
using GroupResults.Api.Admission;
using GroupResults.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Rest;

/// <summary>A client that goes in the middle of its body has done nothing that an operator must see to.</summary>
public sealed class LostConnectionTests
{
    private const int SentBytes = 200_000;

    [Theory]
    [InlineData("POST /graphql", "Content-Type: application/json\r\nContent-Length: 1000000\r\n", true)]
    [InlineData("POST /graphql", "Content-Type: application/json\r\nContent-Length: 1000000\r\n", false)]
    [InlineData("POST /graphql", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", true)]
    [InlineData("PUT /api/project/autoland/push/d00d/task/T/0/errorsummary", "Content-Length: 1000000\r\n", true)]
    [InlineData("PUT /api/project/autoland/push/d00d/task/T/0/errorsummary", "Content-Length: 1000000\r\n", false)]
    [InlineData("PUT /api/project/autoland/push/d00d/task/T/0/errorsummary", "Transfer-Encoding: chunked\r\n", true)]
    [InlineData("PUT /api/project/autoland/push/d00d/task/T/0/errorsummary", "Transfer-Encoding: chunked\r\n", false)]
    public async Task Body_ItsClientGoes_LeavesNoErrorInTheLog(string request, string headers, bool isReset)
    {
        var log = new ErrorLog();
        await using var service = new TestService(log.AddTo);
        await service.InitializeAsync();
        for (var attempt = 0; attempt < 20; attempt++) await GoAsync(service, request, headers, isReset); // Not every one meets the server at the same place.
        await service.StopAsync(); // What is logged is logged by now.
        Assert.True(log.Errors.IsEmpty, string.Join('\n', log.Errors));
        Assert.Equal(0, service.CountRows("Pushes"));
    }

    private static async Task GoAsync(TestService service, string request, string headers, bool isReset)
    {
        var memory = service.Services.GetRequiredService<RequestMemory>();
        var connection = await RawConnection.OpenAsync(service.Address);
        var chunk = headers.Contains("chunked", StringComparison.Ordinal) ? $"{1_000_000:x}\r\n" : "";
        await connection.SendAsync($"{request} HTTP/1.1\r\nHost: {service.Address.Authority}\r\n{headers}\r\n{chunk}");
        await connection.SendAsync(Encoding.ASCII.GetBytes(new string(' ', SentBytes)));
        await Eventually.TrueAsync(() => memory.TakenBytes > 0, "the body is being read");

        if (isReset) connection.Reset();
        else connection.Dispose();

        await Eventually.TrueAsync(() => memory.TakenBytes == 0, "the body is given up");
    }
}
