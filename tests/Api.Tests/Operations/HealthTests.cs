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

        await AssertHealthAsync(service.Http, HttpStatusCode.ServiceUnavailable, "Unhealthy\nThe storage lacks migrations.");
    }

    [Fact]
    public async Task Readyz_WithAMigrationOfANewerVersion_IsUnhealthy()
    {
        await using var service = new TestService();
        await service.InitializeAsync();

        service.Execute("INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '99')");

        await AssertHealthAsync(
            service.Http,
            HttpStatusCode.ServiceUnavailable,
            "Unhealthy\nThe storage (ConnectionStrings:Storage) was migrated by a newer version of GroupResults: it has the migration 99990101000000_Later.");
    }

    [Theory]
    [InlineData(false, "The storage lacks migrations.")]
    [InlineData(true, "The storage cannot be read or written now.")]
    public async Task Readyz_WithAStorageThatCannotBeOpened_IsUnhealthy(bool isDirectory, string reason)
    {
        var path = isDirectory ? _directory.Path : _directory.File("empty.db");
        await using var app = Service.Build(
            ["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Storage=Data Source={path}", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=None"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = TestService.NewClient(new Uri(app.Urls.Single()));

        await AssertHealthAsync(http, HttpStatusCode.ServiceUnavailable, $"Unhealthy\n{reason}");
    }

    /// <summary>A balancer sends no write to a service that is not ready, so the service itself finds out when it is.</summary>
    [Fact]
    public async Task Readyz_AfterAWriteFailed_SaysWhyUntilTheServiceCanWrite()
    {
        await using var service = new TestService();
        await service.InitializeAsync();

        using (service.HoldStorage())
        {
            var refused = await service.TryRecordAsync(GraphQLRequests.Report("aa", "T", ("a", "OK", 1)));
            Assert.Equal("UNAVAILABLE", refused.Error.GetProperty("extensions").GetProperty("code").GetString());
            await AssertHealthAsync(
                service.Http, HttpStatusCode.ServiceUnavailable, "Unhealthy\nAnother process has locked the storage; try again.");
        }

        service.Time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.TrueAsync(
            async () => (await service.Http.SendAsync(HttpMethod.Get, "/readyz")).Status == HttpStatusCode.OK, "a write of the service's own");
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
