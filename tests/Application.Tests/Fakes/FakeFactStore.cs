using System.Collections.Concurrent;
using GroupResults.Application.Facts;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Tests.Fakes;

/// <summary>Keeps what it is told, as it came. Whether a fact changes anything is for the test to say.</summary>
internal sealed class FakeFactStore : IFactStore
{
    internal ConcurrentQueue<(PushKey Push, RecordedPush Recorded)> Pushes { get; } = new();

    internal ConcurrentQueue<IReadOnlyList<ToldState>> States { get; } = new();

    internal ConcurrentQueue<(PushKey Push, ExpectedTasks Expected)> Expectations { get; } = new();

    internal ConcurrentQueue<(PushKey Push, IReadOnlyList<Classification> Classifications)> Classifications { get; } = new();

    internal bool Changes { get; set; } = true;

    internal int Calls => Pushes.Count + States.Count + Expectations.Count + Classifications.Count;

    public Task<RecordedFact> RecordPushAsync(PushKey push, RecordedPush recorded, CancellationToken cancellationToken)
    {
        Pushes.Enqueue((push, recorded));
        return Task.FromResult(FactOf(push));
    }

    public Task<IReadOnlyList<RecordedFact>> RecordStatesAsync(IReadOnlyList<ToldState> states, CancellationToken cancellationToken)
    {
        States.Enqueue(states);
        return Task.FromResult<IReadOnlyList<RecordedFact>>([.. states.Select(state => FactOf(state.Push))]);
    }

    public Task<RecordedFact> SetExpectedAsync(PushKey push, ExpectedTasks expected, CancellationToken cancellationToken)
    {
        Expectations.Enqueue((push, expected));
        return Task.FromResult(FactOf(push));
    }

    public Task<RecordedFact> ClassifyAsync(PushKey push, IReadOnlyList<Classification> classifications, CancellationToken cancellationToken)
    {
        Classifications.Enqueue((push, classifications));
        return Task.FromResult(FactOf(push));
    }

    private RecordedFact FactOf(PushKey push) =>
        new(new PushHead(1, push, new Incarnation(1), 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, new ChangeStamp(new Epoch(1), 1)), Changes);
}
