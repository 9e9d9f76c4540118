using GroupResults.Application.Questions;
using GroupResults.Application.Rollups;

namespace GroupResults.Application.Tests.Fakes;

/// <summary>In the place of the ports for questions, which are tested on a real database.</summary>
internal sealed class NoQuestions : IStorageSnapshots, IRollups
{
    public IStorageSnapshot Open(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<LackingPush>> FindLackingAsync(DateTimeOffset activeSince, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> StoreAsync(PushRollup rollup, CancellationToken cancellationToken) => throw new NotSupportedException();
}
