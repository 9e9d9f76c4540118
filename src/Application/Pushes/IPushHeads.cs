using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Pushes;

/// <summary>Reads the head of a push from the database. Heads are never cached, because they decide which answer is fresh.</summary>
public interface IPushHeads
{
    /// <returns>Null if there is no such push.</returns>
    ValueTask<PushHead?> FindAsync(PushKey push, CancellationToken cancellationToken);

    /// <summary>The same with the stamp of the repository (<see cref="PushHead.Repository"/>), of one moment.</summary>
    ValueTask<PushHead?> FindInRepositoryAsync(PushKey push, CancellationToken cancellationToken);

    /// <summary>The pushes of a repository whose revisions begin with <paramref name="prefix"/>, by revision.</summary>
    ValueTask<IReadOnlyList<PushHead>> FindByPrefixAsync(string repository, string prefix, int limit, CancellationToken cancellationToken);
}
