using System.Text;
using GroupResults.Application;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>The readiness check says what a request would meet, and a fault is logged when it begins and when it ends.</summary>
public sealed class StorageHealthTests : IAsyncLifetime
{
    private const string Damaged = "The storage is damaged; restore it from a backup.";
    private const string Held = "Another process has locked the storage; try again.";

    private readonly LogLines _log = new();
    private TestService _service = null!;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync(new TestServiceOptions
    {
        Configure = services => services.AddLogging(logging => logging.AddProvider(_log)),
    });

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("Pushes")]
    [InlineData("TaskRuns")]
    [InlineData("Groups")]
    [InlineData("JobNames")]
    public async Task Health_DamagedTable_IsUnhealthy(string table)
    {
        await _service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));
        Assert.Equal((HealthStatus.Healthy, null), await HealthAsync());

        DamagePage(RootOf(table));

        for (var i = 0; i < 3; i++) Assert.Equal((HealthStatus.Unhealthy, Damaged), await HealthAsync());
        if (table is "Pushes")
        {
            await Assert.ThrowsAsync<UnavailableException>(() => _service.Mediator.Send(
                new ListPushes(Reports.Push.Repository, 10, null), TestContext.Current.CancellationToken));
        }

        AssertLoggedOnce(Damaged);
    }

    /// <summary>Each call reads a part of what is stored.</summary>
    [Fact]
    public async Task Health_DamageInTheMiddle_IsFoundInTurn()
    {
        const int TaskRuns = 500;
        await _service.RecordAsync(
            [.. Enumerable.Range(0, TaskRuns).Select(number => Reports.Push.Report($"task-{number}", [.. Enumerable.Range(0, 100).Select(group => Reports.Ok($"{group}.toml"))]))]);
        await _service.RecordAsync(new PushKey("autoland", "ffff").Report("newest", Reports.Ok("a.toml")));
        Assert.Equal((HealthStatus.Healthy, null), await HealthAsync());

        DamagePage(LeafWith("task-250"));

        var calls = 0;
        while ((await HealthAsync()).Status is HealthStatus.Healthy) Assert.True(++calls < TaskRuns);
        Assert.Equal((HealthStatus.Unhealthy, Damaged), await HealthAsync());
    }

    [Fact]
    public async Task Health_RequestsMetDamage_IsUnhealthyFromThenOn()
    {
        await _service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));
        DamagePage(RootOf("TaskRuns"));

        for (var i = 0; i < 3; i++)
        {
            var refusal = await Assert.ThrowsAsync<UnavailableException>(() => _service.MapAsync(Reports.Push));
            Assert.Equal(Damaged, refusal.Message);
        }

        AssertLoggedOnce(Damaged);
        Assert.Equal((HealthStatus.Unhealthy, Damaged), await HealthAsync());
    }

    [Fact]
    public async Task Health_LastWriteFailed_SaysWhyUntilTheServicesOwnSucceeds()
    {
        await _service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));
        using (WriteLock.Take(_service))
        {
            await Assert.ThrowsAsync<UnavailableException>(() => _service.RecordAsync(Reports.Push.Report("two", Reports.Ok("a.toml"))));
            for (var i = 0; i < 3; i++) Assert.Equal((HealthStatus.Unhealthy, Held), await HealthAsync());
        }

        Assert.Equal((HealthStatus.Unhealthy, Held), await HealthAsync());
        _service.Time.Advance(TimeSpan.FromSeconds(5));

        await Eventually.TrueAsync(async () => (await HealthAsync()).Status is HealthStatus.Healthy, "a write of the service's own");
        AssertLoggedOnce(Held);
        Assert.Single(_log.Lines, line => line.Text == "Writes to the storage succeed again.");
    }

    [Fact]
    public async Task Health_WriteFailedAndTheNextSucceeded_IsHealthy()
    {
        using (WriteLock.Take(_service))
        {
            await Assert.ThrowsAsync<UnavailableException>(() => _service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml"))));
        }

        await _service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));

        Assert.Equal((HealthStatus.Healthy, null), await HealthAsync());
    }

    /// <summary>A report that is at fault itself says nothing of the storage.</summary>
    [Fact]
    public async Task Health_ReportFailedByItself_IsHealthy()
    {
        _service.Sql("CREATE TRIGGER Refuse BEFORE INSERT ON TaskRuns BEGIN SELECT RAISE(ABORT, 'refused'); END");

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => _service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml"))));

        Assert.Equal((HealthStatus.Healthy, null), await HealthAsync());
    }

    private async Task<(HealthStatus Status, string? Description)> HealthAsync()
    {
        var report = await _service.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        return (report.Status, report.Entries["storage"].Description);
    }

    private void AssertLoggedOnce(string reason) => Assert.Contains(reason, Assert.Single(_log.Errors), StringComparison.Ordinal);

    private long PageSize => (long)_service.Sql("PRAGMA page_size")!;

    private long RootOf(string table) => (long)_service.Sql($"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")!;

    /// <summary>The leaf of a table that has this text (sqlite.org/fileformat2.html#b_tree_pages).</summary>
    private long LeafWith(string text)
    {
        _service.Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        var pages = File.ReadAllBytes(_service.DatabasePath).Chunk((int)PageSize);
        return 1 + pages.Index().Single(page => page.Item[0] == 0x0D && page.Item.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0).Index;
    }

    private void DamagePage(long number)
    {
        _service.Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        using var file = new FileStream(_service.DatabasePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Position = (number - 1) * PageSize;
        file.Write(Enumerable.Repeat((byte)0xA5, (int)PageSize).ToArray());
    }
}
