using GroupResults.Application;
using GroupResults.Application.Pushes;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Tests.Durability;

/// <summary>Files that are deleted or replaced under a running service: what it would write to them nobody would find again.</summary>
public sealed class LostFilesTests : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();
    private readonly LogLines _log = new();
    private TestService _service = null!;

    public enum Loss
    {
        DatabaseDeleted,
        LogDeleted,
        AllDeleted,
        DatabaseReplacedByACopy,
        LogReplacedByACopy,
        DirectoryMoved,
    }

    public static TheoryData<Loss> Losses => [.. Enum.GetValues<Loss>()];

    private string DataDirectory => _directory.Combine("data");

    private string Database => Path.Combine(DataDirectory, "results.db");

    public async ValueTask InitializeAsync()
    {
        _service = await TestService.StartAsync(new TestServiceOptions
        {
            DatabasePath = Database,
            Configure = services => services.AddLogging(logging => logging.AddProvider(_log)),
        });
        await _service.RecordAsync(Reports.Push.Report("before", Reports.Ok("a.toml")));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Write_FilesAreLost_IsRefusedUntilARestart(Loss loss)
    {
        Lose(loss);

        for (var i = 0; i < 2; i++)
        {
            var refusal = await Assert.ThrowsAsync<UnavailableException>(() => _service.RecordAsync(Reports.Push.Report("after", Reports.Ok("a.toml"))));
            Assert.Equal("The database file was deleted or replaced: nothing is read or stored until the service is restarted.", refusal.Message);
        }

        await AssertWorksAfterARestartAsync();
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Read_FilesAreLost_IsRefusedUntilARestart(Loss loss)
    {
        Assert.Equal("""{"before":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
        Lose(loss);

        await Assert.ThrowsAsync<UnavailableException>(() => _service.MapAsync(Reports.Push));
        await Assert.ThrowsAsync<UnavailableException>(ListAsync);
        await Assert.ThrowsAsync<UnavailableException>(_service.RunDueWarmUpsAsync);

        await AssertWorksAfterARestartAsync();
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Health_FilesAreLost_IsUnhealthyAndLoggedOnce(Loss loss)
    {
        Lose(loss);

        for (var i = 0; i < 3; i++)
        {
            var entry = await HealthAsync();
            Assert.Equal(HealthStatus.Unhealthy, entry.Status);
            Assert.Equal("The database file was deleted or replaced: nothing is read or stored until the service is restarted.", entry.Description);
        }

        await Assert.ThrowsAsync<UnavailableException>(ListAsync);
        await Assert.ThrowsAsync<UnavailableException>(_service.RunDueWarmUpsAsync);
        await Assert.ThrowsAsync<UnavailableException>(() => _service.RecordAsync(Reports.Push.Report("after", Reports.Ok("a.toml"))));
        Assert.StartsWith($"The database file at {Database} was deleted or replaced", Assert.Single(_log.Errors), StringComparison.Ordinal);
    }

    /// <summary>What is put back may have been changed meanwhile, and what was read from it is in memory.</summary>
    [Fact]
    public async Task Write_FileIsPutBack_IsRefusedAllTheSame()
    {
        File.Move(Database, Database + ".away");
        await Assert.ThrowsAsync<UnavailableException>(() => _service.MapAsync(Reports.Push));
        File.Move(Database + ".away", Database);

        await Assert.ThrowsAsync<UnavailableException>(() => _service.RecordAsync(Reports.Push.Report("after", Reports.Ok("a.toml"))));
        await _service.RestartAsync();
        Assert.Equal("""{"before":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Write_FilesAreLostBeforeTheCommit_IsNotAcknowledged(Loss loss)
    {
        var write = _service.Get<SqliteWriter>().RunAsync(
            session =>
            {
                Lose(loss);
                return session.Execute("INSERT INTO JobNames (Hash, Name) VALUES (1, 'name')");
            },
            TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<UnavailableException>(() => write);
    }

    private void Lose(Loss loss)
    {
        switch (loss)
        {
            case Loss.DatabaseDeleted:
                File.Delete(Database);
                break;
            case Loss.LogDeleted:
                File.Delete(Database + "-wal");
                break;
            case Loss.AllDeleted:
                foreach (var file in Directory.GetFiles(DataDirectory)) File.Delete(file);
                break;
            case Loss.DatabaseReplacedByACopy:
                ReplaceByACopy(Database);
                break;
            case Loss.LogReplacedByACopy:
                ReplaceByACopy(Database + "-wal");
                break;
            case Loss.DirectoryMoved:
                Directory.Move(DataDirectory, DataDirectory + "-old");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(loss));
        }
    }

    private static void ReplaceByACopy(string path)
    {
        File.Copy(path, path + ".copy");
        File.Move(path + ".copy", path, overwrite: true);
    }

    private Task<PushListPage> ListAsync() =>
        _service.Mediator.Send(new ListPushes(Reports.Push.Repository, 10, null), TestContext.Current.CancellationToken);

    private async Task<HealthReportEntry> HealthAsync() =>
        (await _service.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["storage"];

    private async Task AssertWorksAfterARestartAsync()
    {
        await _service.RestartAsync();
        await _service.RecordAsync(Reports.Push.Report("restarted", Reports.Ok("a.toml")));
        Assert.Contains(""""restarted":{"a.toml":true}"""", await _service.MapTextAsync(Reports.Push), StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync()).Status);
    }
}
