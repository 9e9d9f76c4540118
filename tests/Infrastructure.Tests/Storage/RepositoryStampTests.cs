using GroupResults.Application.Facts;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>A repository's stamp changes with whatever changes any of its pushes, and with nothing else.</summary>
public sealed class RepositoryStampTests : IAsyncLifetime
{
    private static readonly PushKey Push = Reports.Push;

    private TestService _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IFactStore Facts => _service.Get<IFactStore>();

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Change_OfAnyKind_GivesTheStampOfItsTransaction()
    {
        Func<Task>[] changes =
        [
            () => _service.RecordAsync(Push.Report("task", Reports.Ok("a.toml"))),
            () => _service.RecordAsync(Push.Report("task", Reports.Error("a.toml"))),
            () => Facts.RecordStatesAsync([new ToldState(Push, new TaskRunKey("task", 0), null, RunProperties.None, TaskRunState.Failed)], Cancellation),
            () => Facts.SetExpectedAsync(Push, new ExpectedTasks([], true), Cancellation),
            () => Facts.ClassifyAsync(Push, [new(ClassificationKind.Infra, "a.toml", null, null, null, null, TestService.StartTime, null)], Cancellation),
            () => Facts.RecordPushAsync(Push, new RecordedPush(null, 7, null, null), Cancellation),
        ];
        foreach (var change in changes)
        {
            await change();
            var stamp = (await _service.HeadAsync(Push)).Stamp;
            Assert.Equal($"{unchecked((long)stamp.Epoch.Value)} {stamp.Counter}", Stamp());
            await change();
            Assert.Equal($"{unchecked((long)stamp.Epoch.Value)} {stamp.Counter}", Stamp()); // The same fact twice.
        }
    }

    [Fact]
    public async Task Change_OfAnotherRepository_LeavesIt()
    {
        await _service.RecordAsync(Push.Report("task", Reports.Ok("a.toml")));
        var stamp = Stamp();

        await _service.RecordAsync(new PushKey("try", "ff").Report("task", Reports.Ok("a.toml")));

        Assert.Equal(stamp, Stamp());
    }

    [Fact]
    public async Task Delete_ByAnotherProgram_GivesAStampNeverMet()
    {
        HashSet<string> met = [];
        for (var number = 0; number < 4; number++)
        {
            await _service.RecordAsync((Push with { Revision = $"{number}" }).Report("task", Reports.Ok("a.toml")));
            Assert.True(met.Add(Stamp()));
        }

        for (var number = 0; number < 3; number++)
        {
            _service.Sql($"PRAGMA foreign_keys=ON; DELETE FROM Pushes WHERE Revision = '{number}'");
            Assert.True(met.Add(Stamp()));
        }
    }

    [Fact]
    public async Task Create_ByAnotherProgram_GivesAStampNeverMet()
    {
        await _service.RecordAsync(Push.Report("task", Reports.Ok("a.toml")));
        HashSet<string> met = [Stamp()];
        for (var number = 0; number < 3; number++)
        {
            _service.Sql(
                $"INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt, Epoch, Counter) VALUES ('autoland', '{number}', 1, 1, 0, 0, 0, 0)");
            Assert.True(met.Add(Stamp()));
        }
    }

    private string Stamp() => (string)_service.Sql($"SELECT Epoch || ' ' || Counter FROM Repositories WHERE Name = '{Push.Repository}'")!;
}
