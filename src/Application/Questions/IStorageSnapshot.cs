using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>Opens snapshots of the storage.</summary>
public interface IStorageSnapshots
{
    /// <summary>The snapshot is of the first read from it.</summary>
    /// <param name="cancellationToken">Ends every read from it.</param>
    IStorageSnapshot Open(CancellationToken cancellationToken);
}

/// <summary>One consistent state of the storage, for answers that consult several pushes. Not thread-safe. Keep it for one operation only.</summary>
public interface IStorageSnapshot : IDisposable
{
    /// <summary>The head, with the stamp of its repository (<see cref="PushHead.Repository"/>); null if there is no such push.</summary>
    PushHead? FindHead(PushKey push);

    /// <summary>The push with the next lower position in its repository; null if there is none.</summary>
    PushHead? FindBefore(string repository, long position);

    /// <summary>Everything stored for a push; null if there is no such push.</summary>
    PushSnapshot? ReadPush(PushKey push);

    /// <summary>The same without the names of groups, for readers that know the ids.</summary>
    PushSnapshot? ReadTaskRuns(PushKey push);

    /// <summary>The repositories with pushes, by name.</summary>
    IReadOnlyList<StoredRepository> ReadRepositories();

    /// <returns>Null if it has no push.</returns>
    StoredRepository? FindRepository(string name);

    /// <summary>A repository's pushes, newest first; see <see cref="PushPlace"/>.</summary>
    /// <param name="after">Null begins with the newest.</param>
    IReadOnlyList<PushHead> ReadPushes(string repository, PushPlace? after, int limit);

    /// <summary>A repository's pushes by <see cref="PushHead.At"/>, in no particular order.</summary>
    /// <param name="after">Not included.</param>
    /// <param name="until">Included.</param>
    IReadOnlyList<PushHead> ReadPushes(string repository, DateTimeOffset after, DateTimeOffset until);

    /// <returns>Null if no push of any repository names the group.</returns>
    int? FindGroup(string name);

    /// <summary>The names of at least these groups.</summary>
    IGroupNames ReadNames(IReadOnlyCollection<int> groups);

    /// <summary>The configurations of a push's tasks whose highest run has not ended. Null equals null.</summary>
    IReadOnlySet<string?> ReadPendingConfigurations(PushHead push);

    /// <summary>What the roll-ups of each push say of some groups; null for a push without roll-ups of its present results.</summary>
    /// <param name="pushes">Of one repository.</param>
    /// <param name="groups">Null for all.</param>
    /// <param name="labels">Receives the labels of the results.</param>
    IReadOnlyList<ResultsByGroup?> FindRolledUp(IReadOnlyList<PushHead> pushes, IReadOnlySet<int>? groups, Labels labels);

    /// <summary>The summary of each push; null for a push without roll-ups of its present results.</summary>
    /// <param name="withGroups">Whether to read which groups ran, and not only how many.</param>
    IReadOnlyList<PushSummary?> FindSummaries(IReadOnlyList<PushHead> pushes, bool withGroups);
}

/// <summary>A repository with pushes.</summary>
public sealed record StoredRepository(string Name, int PushCount, DateTimeOffset LastActivityAt);
