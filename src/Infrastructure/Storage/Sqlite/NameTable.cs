using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using GroupResults.Infrastructure.Storage.Sqlite.Facts;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Caches the names that snapshots have read from one dictionary table. Cleared when its byte limit is reached. A snapshot
/// always gets all names of its own state of the database, whatever is cached. Invariant: cached names were read from
/// states that led to <see cref="_readUpTo"/>, and are given only to snapshots whose history contains that change, or whose
/// last change has the same epoch. In the latter case one state led to the other, and no name has changed.
/// </summary>
internal abstract class NameTable<TName, TSet>(string table)
    where TName : class
    where TSet : NameSet<TName>, new()
{
    /// <summary>Enough for about 200,000 names.</summary>
    internal const long MaxBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private TSet _known = new();
    private ChangeStamp? _readUpTo;

    internal long Bytes
    {
        get
        {
            lock (_lock) return _known.Bytes;
        }
    }

    /// <param name="lacking">Returns the ids that the snapshot needs and a set lacks.</param>
    /// <param name="history">The history of the state that <paramref name="transaction"/> reads.</param>
    /// <exception cref="InvalidDataException">An id has no name.</exception>
    protected TSet Read(
        Func<TSet, IReadOnlyCollection<int>> lacking, ChangeHistory history, SqliteReader reader, SqliteTransaction transaction)
    {
        var known = KnownTo(history);
        var missing = lacking(known);
        if (missing.Count == 0) return known;
        List<(int Id, TName Name)> read = [];
        reader.ReadNames(table, missing, (id, text) => read.Add((id, Create(text))), transaction);
        if (read.Count < missing.Count) throw new InvalidDataException($"{table} lacks {missing.Count - read.Count} of the ids that a push has.");
        return Keep(known, lacking, read);
    }

    /// <summary>Those of the ids that a set lacks. Null is no id.</summary>
    protected static HashSet<int> Lacking(TSet set, IEnumerable<int?> ids) => [.. ids.OfType<int>().Where(id => set.Find(id) is null)];

    protected abstract TName Create(string text);

    /// <summary>The size of a name with its objects.</summary>
    protected abstract long SizeOf(TName name);

    private TSet KnownTo(ChangeHistory history)
    {
        if (history.Latest is not { } latest) return new TSet();
        lock (_lock)
        {
            if (_readUpTo is { } known && known.Epoch == latest.Epoch)
            {
                if (latest.Counter > known.Counter) _readUpTo = latest;
                return _known;
            }

            if (_readUpTo is { } before && !history.Contains(before)) _known = new TSet();
            _readUpTo = latest;
            return _known;
        }
    }

    private TSet Keep(TSet known, Func<TSet, IReadOnlyCollection<int>> lacking, List<(int Id, TName Name)> read)
    {
        lock (_lock)
        {
            var set = known;
            if (known.Bytes + read.Sum(name => SizeOf(name.Name)) > MaxBytes)
            {
                set = new TSet();
                foreach (var id in lacking(set))
                {
                    if (known.Find(id) is { } name) set.Add(id, name, SizeOf(name));
                }
            }

            foreach (var (id, name) in read) set.Add(id, name, SizeOf(name));

            // A set over the limit serves only its own snapshot.
            if (known == _known && set.Bytes <= MaxBytes) _known = set;
            return set;
        }
    }
}

internal sealed class GroupNameSet : NameSet<GroupName>, IGroupNames;

internal sealed class JobNameSet : NameSet<string>;

internal sealed class RunPropertiesSet : NameSet<RunProperties>;

internal sealed class GroupNameTable() : NameTable<GroupName, GroupNameSet>("Groups")
{
    /// <summary>Reads the names of all groups in the task runs.</summary>
    /// <param name="others">The ids of more groups.</param>
    internal GroupNameSet Read(
        IReadOnlyList<StoredTaskRun> taskRuns, IEnumerable<int?> others, ChangeHistory history, SqliteReader reader, SqliteTransaction transaction)
    {
        return Read(LackingOf, history, reader, transaction);

        IReadOnlyCollection<int> LackingOf(GroupNameSet set)
        {
            var ids = Lacking(set, others);
            foreach (var taskRun in taskRuns)
            {
                foreach (var result in PackedResults.Read(taskRun.Packed.Span))
                {
                    if (set.Find(result.GroupId) is null) ids.Add(result.GroupId);
                }
            }

            return ids;
        }
    }

    protected override GroupName Create(string text) => new(text);

    protected override long SizeOf(GroupName name) => 96 + (sizeof(char) * name.Name.Length) + name.JsonProperty.Length;
}

internal sealed class JobNameTable() : NameTable<string, JobNameSet>("JobNames")
{
    internal JobNameSet Read(IEnumerable<int?> ids, ChangeHistory history, SqliteReader reader, SqliteTransaction transaction) =>
        Read(set => Lacking(set, ids), history, reader, transaction);

    protected override string Create(string text) => text;

    protected override long SizeOf(string name) => 24 + (sizeof(char) * name.Length);
}

internal sealed class RunPropertiesTable() : NameTable<RunProperties, RunPropertiesSet>("RunProperties")
{
    internal RunPropertiesSet Read(IEnumerable<int?> ids, ChangeHistory history, SqliteReader reader, SqliteTransaction transaction) =>
        Read(set => Lacking(set, ids), history, reader, transaction);

    protected override RunProperties Create(string text) => PropertiesText.Parse(text);

    protected override long SizeOf(RunProperties name) =>
        160 + (sizeof(char) * (name.Platform + name.Option + name.Variant + name.Suite).Length);
}

/// <summary>The dictionaries that snapshots read.</summary>
internal sealed class NameTables
{
    internal GroupNameTable Groups { get; } = new();

    internal JobNameTable JobNames { get; } = new();

    internal RunPropertiesTable Properties { get; } = new();
}
