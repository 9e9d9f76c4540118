using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Questions;

/// <summary>Opens snapshots of the storage.</summary>
public interface IStorageSnapshots
{
    /// <summary>The snapshot is of the first read from it.</summary>
    IStorageSnapshot Open();
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
}
