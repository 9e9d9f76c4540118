using System.Diagnostics;
using System.Globalization;
using GroupResults.Domain.Results;

namespace GroupResults.Infrastructure.Tests.Durability;

/// <summary>G2: what SIGKILL leaves behind.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private const int Kills = 6;

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Record_ProcessKilledAgainAndAgain_EveryAcknowledgedReportIsThereWhole()
    {
        var random = new Random(20260302);
        long acknowledged = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            acknowledged = await RecordUntilKilledAsync(acknowledgements: random.Next(1, 30), whileIdle: kill % 2 == 1);
            acknowledged = await AssertNothingIsLostAsync(acknowledged);
        }

        Assert.True(acknowledged >= Kills);
    }

    [Fact]
    public async Task Migrate_KilledBeforeTheCommit_NextStartIsNotBlocked()
    {
        using (var child = ChildRole.StartProcess(ChildRole.Migrate, _directory.Database))
        {
            Assert.Equal(ChildRole.Ready, await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            await KillAsync(child);
        }

        await using var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _directory.Database });
        var recorded = await service.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        Assert.Equal(1, recorded.Head.Version);
    }

    [Fact]
    public async Task Start_TwoProcessesOnOneNewDatabase_BothComeUp()
    {
        for (var round = 0; round < 3; round++)
        {
            var path = Path.Combine(_directory.Path, $"new-{round}", "groupresults.db");
            using var first = ChildRole.StartProcess(ChildRole.Start, path);
            using var second = ChildRole.StartProcess(ChildRole.Start, path);
            Process[] both = [first, second];
            foreach (var child in both) await child.StandardInput.WriteLineAsync("go");
            foreach (var child in both)
            {
                Assert.Equal(ChildRole.Ready, await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
                await child.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(0, child.ExitCode);
            }
        }
    }

    /// <summary>The last version that was acknowledged before the process was killed.</summary>
    /// <param name="whileIdle">
    /// Killed after its last acknowledgement, when nothing comes that could still carry it to the disk; else in the middle
    /// of whatever it was doing.
    /// </param>
    private async Task<long> RecordUntilKilledAsync(int acknowledgements, bool whileIdle)
    {
        using var child = ChildRole.StartProcess(ChildRole.Record, _directory.Database, whileIdle ? acknowledgements : int.MaxValue);
        Assert.Equal(ChildRole.Ready, await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        long acknowledged = 0;
        for (var i = 0; i < acknowledgements; i++)
        {
            var line = await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            acknowledged = long.Parse(line!, CultureInfo.InvariantCulture);
        }

        await KillAsync(child);

        // What it wrote before it died is acknowledged too; a line without its end is not.
        var rest = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? acknowledged : long.Parse(lines[^1], CultureInfo.InvariantCulture);
    }

    private async Task<long> AssertNothingIsLostAsync(long acknowledged)
    {
        await using var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _directory.Database });
        Assert.Equal("ok", service.Sql("PRAGMA integrity_check"));
        var snapshot = await service.SnapshotAsync(ChildRole.Push);
        Assert.InRange(snapshot.Head.Version, acknowledged, long.MaxValue);
        Assert.Equal(snapshot.Head.Version, snapshot.TaskRuns.Count);
        for (var i = 0; i < snapshot.TaskRuns.Count; i++)
        {
            var run = snapshot.TaskRuns[i];
            Assert.Equal($"task-{i + 1}", run.Key.TaskId);
            var groups = new List<string>();
            foreach (var result in PackedResults.Read(run.Packed.Span)) groups.Add(snapshot.Groups[result.GroupId].Name);
            Assert.Equal(ChildRole.ReportOf(i + 1).Results.Select(result => result.Group), groups, StringComparer.Ordinal);
        }

        return snapshot.Head.Version;
    }

    private static async Task KillAsync(Process child)
    {
        child.Kill(); // SIGKILL
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + 9, child.ExitCode);
    }
}
