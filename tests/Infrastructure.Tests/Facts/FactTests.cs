using GroupResults.Application.Facts;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Tests.Facts;

/// <summary>Facts in few words, on a real database.</summary>
public abstract class FactTests : IAsyncLifetime
{
    internal static readonly PushKey Push = Reports.Push;

    internal TestService Service { get; private set; } = null!;

    internal IFactStore Facts => Service.Get<IFactStore>();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Service = await TestService.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal static ToldState Told(string taskId, TaskRunState state, string? jobName = null, RunProperties? properties = null, int runId = 0) =>
        new(Push, new TaskRunKey(taskId, runId), jobName, properties ?? RunProperties.None, state);

    internal static ExpectedTask Expected(string jobName, string? taskId = null, params string[]? groups) => new(jobName, taskId, groups);

    internal static Classification OfGroup(string group, ClassificationKind kind, string? note = null) =>
        new(kind, group, null, null, null, note, TestService.StartTime, "sheriff");

    internal static Classification OfTask(string taskId, ClassificationKind kind) =>
        new(kind, null, taskId, null, 1234567, null, TestService.StartTime, null);

    internal async Task<RecordedFact> TellAsync(ToldState state) => Assert.Single(await Facts.RecordStatesAsync([state], Cancellation));

    internal Task<RecordedFact> TellAsync(string taskId, TaskRunState state, string? jobName = null, RunProperties? properties = null, int runId = 0) =>
        TellAsync(Told(taskId, state, jobName, properties, runId));

    internal Task<RecordedFact> ExpectAsync(bool isFinal, params ExpectedTask[] tasks) =>
        Facts.SetExpectedAsync(Push, new ExpectedTasks(tasks, isFinal), Cancellation);

    internal Task<RecordedFact> ClassifyAsync(params Classification[] classifications) => Facts.ClassifyAsync(Push, classifications, Cancellation);

    internal async Task<PushHead> ReportAsync(string taskId, params GroupResult[] results) => (await Service.RecordAsync(Push.Report(taskId, results))).Head;
}
