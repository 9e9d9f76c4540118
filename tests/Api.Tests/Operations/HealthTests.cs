using System.Net;
using GroupResults.Api.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace GroupResults.Api.Tests.Operations;

public sealed class HealthTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    [Fact]
    public async Task Readyz_OfAStartedService_IsHealthy()
    {
        await using var service = new TestService();
        await service.InitializeAsync();

        await AssertHealthAsync(service.Http, HttpStatusCode.OK, "Healthy");
    }

    [Fact]
    public async Task Readyz_WithoutAMigration_IsUnhealthy()
    {
        await using var service = new TestService();
        await service.InitializeAsync();

        service.Execute("DELETE FROM __EFMigrationsHistory");

        await AssertHealthAsync(service.Http, HttpStatusCode.ServiceUnavailable, "Unhealthy");
    }

    [Fact]
    public async Task Readyz_WithAMigrationOfANewerVersion_IsUnhealthy()
    {
        await using var service = new TestService();
        await service.InitializeAsync();

        service.Execute("INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '99')");

        await AssertHealthAsync(service.Http, HttpStatusCode.ServiceUnavailable, "Unhealthy");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Readyz_WithAStorageThatCannotBeOpened_IsUnhealthy(bool isDirectory)
    {
        var path = isDirectory ? _directory.Path : _directory.File("empty.db");
        await using var app = Service.Build(
            ["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Storage=Data Source={path}", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=None"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = TestService.NewClient(new Uri(app.Urls.Single()));

        await AssertHealthAsync(http, HttpStatusCode.ServiceUnavailable, "Unhealthy");
    }

    /// <summary>Alive it is in any case.</summary>
    private static async Task AssertHealthAsync(HttpClient http, HttpStatusCode status, string text)
    {
        var ready = await http.SendAsync(HttpMethod.Get, "/readyz");
        Assert.Equal(status, ready.Status);
        Assert.Equal(text, ready.Text);
        var alive = await http.SendAsync(HttpMethod.Get, "/healthz");
        Assert.Equal(HttpStatusCode.OK, alive.Status);
        Assert.Equal("Healthy", alive.Text);
    }
}
