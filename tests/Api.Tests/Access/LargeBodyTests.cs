using System.Text.Json;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.Settings;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Results;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>Bodies that are worked on one after another.</summary>
public sealed class LargeBodyTests : IAsyncLifetime
{
    private static readonly string Blanks = new(' ', LargeBodyTurn.LargeBytes);

    private readonly TaskCompletionSource _disk = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestService _service;
    private HeldStore _store = null!;

    public LargeBodyTests() => _service = new TestService(services => services.Replace(ServiceDescriptor.Singleton<IReportStore>(provider =>
        _store = new HeldStore(ActivatorUtilities.CreateInstance<SqliteReportStore>(provider), _disk.Task))))
    {
        Settings = ["--GroupResults:GraphQL:MaxBatch=3"],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_ThatWaitsForTheDisk_HoldsUpNoOtherBody(bool isBatch)
    {
        var reports = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => ReportAsync(isBatch)).ToArray();
        await Task.WhenAny(Task.WhenAll(reports), _store.Reached(reports.Length)).WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation);
        Assert.DoesNotContain(reports, report => report.IsCompleted);

        var query = await _service.PostAsync("""{ "query": "{ __typename }" }""" + Blanks);

        Assert.Equal("""{"data":{"__typename":"Query"}}""", query.Text);
        Assert.DoesNotContain(reports, report => report.IsCompleted);
        _disk.SetResult();
        Assert.All(await Task.WhenAll(reports), report => Assert.Contains("""{"data":{"recordGroupResults":{"changed":true}}}""", report.Text, StringComparison.Ordinal));
        Assert.Equal(0, _service.Services.GetRequiredService<RequestMemory>().TakenBytes);
    }

    /// <summary>What was parsed is many times the text: only as much of it waits for the disk as there is memory.</summary>
    [Theory]
    [InlineData(10_000_000, 100, false)]
    [InlineData(10_000_000, 30_000_000, true)]
    public async Task Turn_ThatYields_LastsWhereThereIsNoRoomForWhatIsParsed(int memoryBytes, int parsedBytes, bool lasts)
    {
        var memory = new RequestMemory(HttpSettings.Default with { BodyMemoryBytes = memoryBytes }, new AccessPolicy(IsOpen: true, ReadsNeedToken: false));
        using var all = new LargeBodyTurns();
        var turns = new List<LargeBodyTurn>();
        for (var i = 0; i < Math.Max(1, Environment.ProcessorCount / 2); i++)
        {
            turns.Add(new LargeBodyTurn(all, memory, default));
            await turns[i].WaitAsync(LargeBodyTurn.LargeBytes + 1, Cancellation);
        }

        using var next = new LargeBodyTurn(all, memory, default);
        var waiting = next.WaitAsync(LargeBodyTurn.LargeBytes + 1, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);

        turns[0].Yield(parsedBytes);

        Assert.Equal(lasts, turns[0].IsTaken);
        if (lasts) turns[0].End();
        await waiting;
        turns.ForEach(turn => turn.Dispose());
        Assert.Equal(0, memory.TakenBytes);
    }

    private Task<Answer> ReportAsync(bool isBatch)
    {
        var record = JsonSerializer.Serialize(new
        {
            query = "mutation($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { changed } }",
            variables = new { input = Report(NewRevision(), "T", ("a", "OK", 1)) },
        });
        return _service.PostAsync((isBatch ? $"[{record},{{\"query\":\"{{ __typename }}\"}}]" : record) + Blanks);
    }

    private sealed class HeldStore(IReportStore inner, Task disk) : IReportStore
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _held;
        private int _awaited = int.MaxValue;

        public int Waiting => inner.Waiting;

        /// <summary>Ends when so many reports wait for the disk.</summary>
        internal Task Reached(int reports)
        {
            lock (_lock)
            {
                _awaited = reports;
                if (_held >= _awaited) _reached.TrySetResult();
            }

            return _reached.Task;
        }

        public async Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (++_held >= _awaited) _reached.TrySetResult();
            }

            await disk;
            return await inner.AppendAsync(reports, cancellationToken);
        }

        public Task<int> ResetFutureActivitiesAsync(CancellationToken cancellationToken) => inner.ResetFutureActivitiesAsync(cancellationToken);
    }
}
