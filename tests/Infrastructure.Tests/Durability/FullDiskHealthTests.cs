using GroupResults.Application;
using GroupResults.Application.Ingestion;
using GroupResults.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Tests.Durability;

/// <summary>What a service on a full disk says of itself, and how it starts on one.</summary>
public sealed class FullDiskHealthTests : IDisposable
{
    private const string Full = "The storage is full: nothing was stored. Send the report again when there is room.";
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly SmallDisk _disk = new();
    private readonly LogLines _log = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Health_DiskFull_SaysSoUntilThereIsRoomAndNobodyHasToWrite()
    {
        await using var service = await StartAsync();
        await service.RecordAsync(Reports.Push.Report("before", Reports.Ok("before.toml")));
        Assert.Equal((HealthStatus.Healthy, null), await HealthAsync(service));
        var filler = _disk.Fill();
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<StorageFullException>(() => service.RecordAsync(Big));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((HealthStatus.Unhealthy, Full), await HealthAsync(service));
            service.Time.Advance(Retry);
        }

        File.Delete(filler);
        await AssertRecoversAsync(service);
        Assert.Single(_log.Lines, line => line.Text.Contains(Full, StringComparison.Ordinal));
        Assert.Single(_log.Lines, line => line.Text == "Writes to the storage succeed again.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_DiskFull_ReadsAreServedAndItSaysFull(bool isKilled)
    {
        if (isKilled)
        {
            await RecordAndKillAsync();
        }
        else
        {
            await using var before = await StartAsync();
            await before.RecordAsync(ChildRole.ReportOf(1));
        }

        var filler = _disk.Fill();

        await using var service = await StartAsync();
        Assert.Contains("dir/1/0.toml", await service.MapTextAsync(ChildRole.Push), StringComparison.Ordinal);
        Assert.Equal((HealthStatus.Unhealthy, Full), await HealthAsync(service));
        await Assert.ThrowsAsync<StorageFullException>(() => service.RecordAsync(Big));
        Assert.Contains("dir/1/0.toml", await service.MapTextAsync(ChildRole.Push), StringComparison.Ordinal);

        File.Delete(filler);
        await AssertRecoversAsync(service);
        await service.RecordAsync(Big);
        Assert.Equal("ok", service.Sql("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Start_NoRoomForANewDatabase_IsRefusedAndSaysFull()
    {
        _disk.Fill();

        var refusal = await Assert.ThrowsAsync<StorageUnusableException>(StartAsync);

        Assert.Equal($"The storage at {_disk.Database} (ConnectionStrings:Storage) cannot be used: its disk is full.", refusal.Message);
    }

    private static ReportInput Big => Reports.Push.Report(
        "big", [.. Enumerable.Range(0, 5000).Select(group => Reports.Ok($"big/{group}-{new string('x', 100)}.toml"))]);

    private static async Task<(HealthStatus Status, string? Description)> HealthAsync(TestService service)
    {
        var report = await service.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        return (report.Status, report.Entries["storage"].Description);
    }

    private static async Task AssertRecoversAsync(TestService service)
    {
        Assert.Equal((HealthStatus.Unhealthy, Full), await HealthAsync(service));
        service.Time.Advance(Retry);
        await Eventually.TrueAsync(async () => (await HealthAsync(service)).Status is HealthStatus.Healthy, "a write of the service's own");
    }

    private async Task RecordAndKillAsync()
    {
        using var process = ChildRole.StartProcess(ChildRole.Record, _disk.Database, reports: 1);
        Assert.Equal(ChildRole.Ready, await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal("1", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private Task<TestService> StartAsync() => TestService.StartAsync(new TestServiceOptions
    {
        DatabasePath = _disk.Database,
        Configure = services => services.AddLogging(logging => logging.AddProvider(_log)),
    });
}
