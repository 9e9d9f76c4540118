using GroupResults.Application;
using GroupResults.Domain.Results;
using GroupResults.Infrastructure.Tests.Storage;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Durability;

/// <summary>G8, on a file system of a few megabytes.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int RoomForSmallReports = 256 * 1024;

    private readonly SmallDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Record_DiskFull_IsRefusedWithoutATraceAndWorksAgainWhenThereIsRoom()
    {
        await using var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _disk.Database });
        await service.RecordAsync(Reports.Push.Report("before", Reports.Ok("before.toml")));
        var filler = _disk.Fill();

        // Small reports still find room in pages that are there; the first that does not is refused whole.
        var stored = 0;
        while (await TryRecordAsync(service, stored + 1)) stored++;
        var head = await service.HeadAsync(Reports.Push);
        Assert.Equal(1 + stored, head.Version);
        Assert.Equal(0L, service.Sql($"SELECT COUNT(*) FROM Groups WHERE Name LIKE 'big/{stored + 1}/%'"));
        Assert.Equal(0L, service.Sql($"SELECT COUNT(*) FROM TaskRuns WHERE TaskId = 'big-{stored + 1}'"));

        // Reads go on, from the database and in all forms.
        foreach (var coding in Enum.GetValues<ContentCoding>())
            Assert.Contains("before.toml", await service.MapTextAsync(Reports.Push, coding), StringComparison.Ordinal);

        // Refused again and again, and never half stored.
        for (var i = 0; i < 5; i++) Assert.False(await TryRecordAsync(service, stored + 1));
        Assert.Equal(head, await service.HeadAsync(Reports.Push));

        File.Delete(filler);
        Assert.True(await TryRecordAsync(service, stored + 1));
        var snapshot = await service.SnapshotAsync(Reports.Push);
        Assert.Equal(2 + stored, snapshot.Head.Version);
        var groups = new List<string>();
        foreach (var result in PackedResults.Read(snapshot.TaskRuns[^1].Packed.Span)) groups.Add(snapshot.Groups[result.GroupId].Name);
        Assert.Equal(Big(stored + 1).Results.Select(result => result.Group), groups, StringComparer.Ordinal);
        Assert.Equal("ok", service.Sql("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Record_NoRoomForOneOfSeveralInATransaction_StoresTheOthers()
    {
        await using var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _disk.Database });
        await service.RecordAsync(Reports.Push.Report("before", Reports.Ok("before.toml")));
        var filler = _disk.Fill();
        using (var file = File.OpenWrite(filler)) file.SetLength(file.Length - RoomForSmallReports);

        var sent = await WriteLock.SendTogetherAsync(
            service,
            Reports.Push.Report("small-1", Reports.Ok("1.toml")),
            Reports.Push.Report("large", [.. Enumerable.Range(0, 6).SelectMany(number => Big(number).Results)]),
            Reports.Push.Report("small-2", Reports.Ok("2.toml")));

        Assert.Equal(2, (await sent[0]).Head.Version);
        await Assert.ThrowsAsync<StorageFullException>(() => sent[1]);
        Assert.Equal(3, (await sent[2]).Head.Version);
        Assert.Equal(
            """{"before":{"before.toml":true},"small-1":{"1.toml":true},"small-2":{"2.toml":true}}""", await service.MapTextAsync(Reports.Push));
        Assert.Equal(3L, service.Sql("SELECT COUNT(*) FROM Groups"));
        Assert.Equal("ok", service.Sql("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task RunDueWarmUps_DiskFull_IsMadeUpForWhenThereIsRoom()
    {
        await using var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _disk.Database });
        await service.RecordAsync(Reports.Push.Report("before", Reports.Ok("before.toml")));
        var filler = _disk.Fill();
        for (var number = 1; await TryRecordAsync(service, number); number++)
        {
        }

        _disk.Fill("filler-2");
        service.Time.Advance(TimeSpan.FromMinutes(5));
        await Assert.ThrowsAsync<StorageFullException>(service.RunDueWarmUpsAsync);
        File.Delete(filler);
        Assert.Equal(1, await service.RunDueWarmUpsAsync());
        Assert.Equal(0L, service.Sql("SELECT COUNT(*) FROM WarmUps"));
    }

    private static Application.Ingestion.ReportInput Big(int number) => Reports.Push.Report(
        $"big-{number}", [.. Enumerable.Range(0, 500).Select(group => Reports.Ok($"big/{number}/{group}-{new string('x', 100)}.toml"))]);

    private static async Task<bool> TryRecordAsync(TestService service, int number)
    {
        try
        {
            await service.RecordAsync(Big(number));
            return true;
        }
        catch (StorageFullException)
        {
            return false;
        }
    }
}
