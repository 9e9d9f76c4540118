using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Domain.Histories;
using GroupResults.Domain.Origins;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>
/// Answers questions about pushes from one snapshot of the storage, and keeps what it has worked out. For one operation; then dispose of it.
/// </summary>
public sealed class QuestionSession : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IStorageSnapshot _storage;
    private readonly Dictionary<PushKey, QuestionedPush> _pushes = [];
    private readonly Dictionary<string, QuestionedRepository> _repositories = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Repository, DateTimeOffset End), IReadOnlyList<Flakiness>> _flakiness = [];

    /// <param name="cancellationToken">Ends the session's reads: a question may walk over many pushes.</param>
    public QuestionSession(IStorageSnapshots storage, QuestionSettings settings, SummaryCache summaries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage.Open(cancellationToken);
        Settings = settings;
        Summaries = summaries;
    }

    internal QuestionSettings Settings { get; }

    internal SummaryCache Summaries { get; }

    /// <returns>Null if there is no such push.</returns>
    public QuestionedPush? Find(PushKey push)
    {
        lock (_lock)
        {
            if (_pushes.TryGetValue(push, out var known)) return known;
            return _storage.FindHead(push) is { } head ? Of(head) : null;
        }
    }

    /// <summary>The repositories with pushes, by name.</summary>
    public IReadOnlyList<QuestionedRepository> ReadRepositories() =>
        [.. Ask(storage => storage.ReadRepositories()).Select(Of)];

    /// <returns>Null if it has no push.</returns>
    public QuestionedRepository? FindRepository(string name) =>
        Ask(storage => storage.FindRepository(name)) is { } stored ? Of(stored) : null;

    /// <summary>Summarises a day of several repositories; see <see cref="DaySummary"/>.</summary>
    public DaySummary Summarize(IReadOnlyCollection<string> repositories, DateOnly day, CancellationToken cancellationToken) =>
        Ask(storage => Days.Summarize(storage, repositories, day, cancellationToken));

    public void Dispose()
    {
        lock (_lock) _storage.Dispose();
    }

    /// <summary>The push, of this session's snapshot.</summary>
    internal QuestionedPush Of(PushHead head)
    {
        lock (_lock)
        {
            if (!_pushes.TryGetValue(head.Push, out var push)) _pushes.Add(head.Push, push = new QuestionedPush(this, head));
            return push;
        }
    }

    internal T Ask<T>(Func<IStorageSnapshot, T> ask)
    {
        lock (_lock) return ask(_storage);
    }

    /// <summary>By group id; see <see cref="FlakinessByGroup.ToList"/>.</summary>
    internal IReadOnlyList<Flakiness> FlakinessAt(string repository, DateTimeOffset end)
    {
        lock (_lock)
        {
            if (!_flakiness.TryGetValue((repository, end), out var flakiness))
                _flakiness.Add((repository, end), flakiness = _storage.ReadFlakiness(repository, end, Summaries));
            return flakiness;
        }
    }

    internal PushSnapshot Read(PushHead push)
    {
        lock (_lock) return _storage.ReadPush(push.Push) ?? throw Gone(push);
    }

    internal ParentResults[] ReadParents(IReadOnlyList<PushHead> parents, IReadOnlySet<int> groups, Labels labels)
    {
        lock (_lock) return ParentResults.Read(_storage, parents, groups, labels);
    }

    /// <summary>The parent that was recorded, else the push before by position; without one, the reason.</summary>
    internal (PushHead? Parent, WalkEnd End) ParentOf(PushHead push)
    {
        var (repository, recorded) = (push.Push.Repository, push.Recorded);
        lock (_lock)
        {
            if (recorded.ParentRevision is { } revision) return (_storage.FindHead(new PushKey(repository, revision)), WalkEnd.NotStored);
            if (recorded.Position is not { } position || Settings.ParentlessRepositories.Contains(repository)) return (null, WalkEnd.NoParent);
            return (_storage.FindBefore(repository, position), WalkEnd.NoParent);
        }
    }

    /// <summary>One for each name, so that several fields of an operation share what it has worked out.</summary>
    private QuestionedRepository Of(StoredRepository stored)
    {
        lock (_lock)
        {
            if (!_repositories.TryGetValue(stored.Name, out var repository)) _repositories.Add(stored.Name, repository = new QuestionedRepository(this, stored));
            return repository;
        }
    }

    private static InvalidOperationException Gone(PushHead push) => new($"A snapshot has lost the push {push.Push}.");
}
