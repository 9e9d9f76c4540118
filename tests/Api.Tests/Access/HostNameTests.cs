using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Access;

/// <summary>A page whose name becomes this machine's (DNS rebinding) is told by its name, where nothing else keeps it out.</summary>
public sealed class HostNameTests
{
    private const string Query = "/graphql?query=%7B__typename%7D";

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("10.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[::2]")]
    [InlineData("")]
    public async Task InDevelopment_OtherNames_AreNotAnswered(string host)
    {
        await using var service = await StartAsync("Development");

        foreach (var (method, path) in ((string, string)[])[("GET", Query), ("OPTIONS", "/graphql"), ("GET", "/metrics"), ("PUT", "/api/project/a/push/a/task/T/0/errorsummary")])
        {
            var answer = await AskAsync(service, method, path, host);
            Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"FORBIDDEN\"", answer, StringComparison.Ordinal);
            Assert.Contains("Without access tokens the service answers requests to localhost, 127.0.0.1 and [::1] only.", answer, StringComparison.Ordinal);
        }

        Assert.Equal(0, service.CountRows("Pushes"));
    }

    [Theory]
    [InlineData("localhost:PORT")]
    [InlineData("LocalHost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:PORT")]
    [InlineData("[::1]")]
    [InlineData("[::1]:PORT")]
    public async Task InDevelopment_TheMachinesOwnNames_AreAnswered(string host)
    {
        await using var service = await StartAsync("Development");

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(service, "GET", Query, host), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("results.example")]
    [InlineData("10.0.0.1:PORT")]
    [InlineData("localhost")]
    public async Task InProduction_AllNames_AreAnswered(string host)
    {
        await using var service = await StartAsync("Production");

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(service, "GET", Query, host), StringComparison.Ordinal);
    }

    private static async Task<TestService> StartAsync(string environment)
    {
        var service = new TestService { Environment = environment };
        await service.InitializeAsync();
        return service;
    }

    private static async Task<string> AskAsync(TestService service, string method, string path, string host)
    {
        using var connection = await RawConnection.OpenAsync(service.Address);
        var name = host.Replace("PORT", $"{service.Address.Port}", StringComparison.Ordinal);
        await connection.SendAsync($"{method} {path} HTTP/1.1\r\nHost: {name}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return await connection.ReadToEndAsync();
    }
}
