using GroupResults.Application;
using GroupResults.Application.Changes;
using GroupResults.Application.Facts;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>Implements <see cref="IFactStore"/> with the single writer. Facts wait in the queue of reports and share their transactions.</summary>
internal sealed class SqliteFactStore(SqliteWriter writer, StabilityPolicy policy, ChangePublisher changes, TimeProvider time) : IFactStore
{
    /// <summary>A state takes a fraction of the time of a report, so as many count as one.</summary>
    private const int StatesPerReport = 8;

    /// <summary>Estimated sizes without the texts, on a 64-bit runtime.</summary>
    private const int FactBytes = 256;
    private const int GroupBytes = 24;

    public async Task<RecordedFact> RecordPushAsync(PushKey push, RecordedPush recorded, CancellationToken cancellationToken)
    {
        if (recorded.ParentRevision == push.Revision)
            throw new InvalidInputException("input.parentRevision", "is the push's own revision; a push is not its own parent");
        var (outcome, takenBy) = await StoreAsync(
            1, FactBytes, (pushes, now) => new RecordedPushWriter(pushes).Record(push, recorded, now), cancellationToken);
        return outcome is { } stored
            ? FactOf(stored)
            : throw new InvalidInputException("input.position", $"is {recorded.Position}, which is the position of push {takenBy}; a position belongs to one push of the repository");
    }

    public async Task<IReadOnlyList<RecordedFact>> RecordStatesAsync(IReadOnlyList<ToldState> states, CancellationToken cancellationToken)
    {
        if (states.Count == 0) return [];
        var outcomes = await StoreAsync(
            (states.Count + StatesPerReport - 1) / StatesPerReport,
            (long)FactBytes * states.Count,
            (pushes, now) => Record(new TaskStateWriter(pushes), states, now),
            cancellationToken);
        return [.. outcomes.Select(FactOf)];
    }

    public async Task<RecordedFact> SetExpectedAsync(PushKey push, ExpectedTasks expected, CancellationToken cancellationToken) => FactOf(await StoreAsync(
        1, expected.Tasks.Sum(HeldBytes), (pushes, now) => new ExpectedTasksWriter(pushes).Set(push, expected, now), cancellationToken));

    public async Task<RecordedFact> ClassifyAsync(
        PushKey push, IReadOnlyList<Classification> classifications, CancellationToken cancellationToken) => FactOf(await StoreAsync(
        1,
        classifications.Sum(each => FactBytes + (sizeof(char) * (long)((each.Group?.Length ?? 0) + (each.Note?.Length ?? 0)))),
        (pushes, now) => new ClassificationWriter(pushes).Classify(push, classifications, now),
        cancellationToken));

    private Task<T> StoreAsync<T>(int reports, long bytes, Func<PushTransaction, DateTimeOffset, T> store, CancellationToken cancellationToken) =>
        writer.StoreAsync(reports, bytes, session => store(session.PushesWith(policy, changes), time.GetUtcNow()), cancellationToken);

    private static PushOutcome[] Record(TaskStateWriter runs, IReadOnlyList<ToldState> states, DateTimeOffset now) =>
        [.. states.Select(state => runs.Record(state, now))];

    private static RecordedFact FactOf(PushOutcome outcome) => new(outcome.Committed, outcome.Changed);

    private static long HeldBytes(ExpectedTask task) =>
        FactBytes + (task.Groups?.Sum(group => GroupBytes + (sizeof(char) * (long)group.Length)) ?? 0);
}
