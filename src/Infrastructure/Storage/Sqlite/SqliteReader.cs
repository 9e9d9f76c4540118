using System.Collections.Concurrent;
using GroupResults.Application;
using GroupResults.Application.Results;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using GroupResults.Infrastructure.Storage.Sqlite.Facts;
using GroupResults.Infrastructure.Storage.Sqlite.Rollups;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>A read connection with compiled statements. Not thread-safe.</summary>
internal sealed class SqliteReader : IDisposable
{
    private const int NoLimit = -1;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _head;
    private readonly SqliteCommand _headInRepository;
    private readonly SqliteCommand _headBefore;
    private readonly SqliteCommand _history;
    private readonly SqliteCommand _results;
    private readonly SqliteCommand _taskRuns;
    private readonly FactsReader _facts;
    private readonly Lazy<RollupReader> _rollups;
    private readonly Lazy<RepositoryReader> _repositories;
    private readonly SqliteCommand _token;
    private readonly Dictionary<string, SqliteCommand> _names = new(StringComparer.Ordinal);

    internal SqliteReader(SqliteDatabase database)
    {
        _connection = database.Open();
        _head = _connection.Prepare(SqliteCommands.SelectHead, "$1", "$2");
        _headInRepository = _connection.Prepare(SqliteCommands.SelectHeadInRepository, "$1", "$2");
        _headBefore = _connection.Prepare(SqliteCommands.SelectHeadBefore, "$1", "$2");
        _history = _connection.Prepare(SqliteCommands.SelectHistory);
        _results = _connection.Prepare(SelectTaskRuns(""), "$from", "$to", "$limit");
        _taskRuns = _connection.Prepare(SelectTaskRuns(", PropertiesId, FirstReportedAt"), "$from", "$to", "$limit");
        _facts = new FactsReader(_connection);
        _rollups = new(() => new RollupReader(this));
        _repositories = new(() => new RepositoryReader(_connection));
        _token = _connection.Prepare(AccessTokenRows.Select, "$1");
    }

    internal SqliteConnection Connection => _connection;

    internal RollupReader Rollups => _rollups.Value;

    internal RepositoryReader Repositories => _repositories.Value;

    internal PushHead? ReadHead(PushKey push, SqliteTransaction? transaction = null)
    {
        // Disposed before the connection is used again: an open reader keeps it on an old snapshot.
        using var reader = _head.With(transaction, push.Repository, push.Revision).ExecuteReader();
        return reader.Read() ? reader.GetHead(push) : null;
    }

    /// <summary>The head with the stamp of its repository.</summary>
    internal PushHead? ReadHeadInRepository(PushKey push, SqliteTransaction? transaction = null)
    {
        using var reader = _headInRepository.With(transaction, push.Repository, push.Revision).ExecuteReader();
        return reader.Read() ? reader.GetHeadInRepository(push.Repository) : null;
    }

    /// <summary>The pushes whose revisions begin with <paramref name="prefix"/>, by revision. One range of the index.</summary>
    internal List<PushHead> ReadHeads(string repository, string prefix, int limit)
    {
        using var command = _connection.Prepare(SqliteCommands.SelectHeadsByPrefix, "$1", "$2", "$3");
        using var reader = command.With(null, repository, prefix, limit).ExecuteReader();
        List<PushHead> heads = [];
        while (reader.Read()) heads.Add(reader.GetHeadOf(repository));
        return heads;
    }

    /// <summary>The push with the next lower position.</summary>
    internal PushHead? ReadHeadBefore(string repository, long position, SqliteTransaction transaction)
    {
        using var reader = _headBefore.With(transaction, repository, position).ExecuteReader();
        return reader.Read() ? reader.GetHeadInRepository(repository) : null;
    }

    /// <summary>Reads the head, the rows and their names from one snapshot.</summary>
    /// <param name="withFacts">Whether to read more than the reports and their job names.</param>
    /// <param name="range">Null for all task runs.</param>
    internal PushSnapshot? ReadPush(PushKey push, NameTables names, bool withFacts, TaskRunRange? range = null)
    {
        // Deferred, because a plain BEGIN takes the write lock here.
        using var transaction = _connection.BeginTransaction(deferred: true);
        var snapshot = ReadPush(push, names, withFacts, withGroupNames: true, transaction, range);
        transaction.Commit();
        return snapshot;
    }

    /// <param name="withGroupNames">False for readers that know the ids.</param>
    internal PushSnapshot? ReadPush(PushKey push, NameTables names, bool withFacts, bool withGroupNames, SqliteTransaction transaction, TaskRunRange? range = null)
    {
        var head = ReadHead(push, transaction);
        if (head is null) return null;
        var history = ReadHistory(transaction);
        var rows = ReadTaskRuns(withFacts ? _taskRuns : _results, head.Id, range, transaction);
        var facts = withFacts ? _facts.Read(head.Id, transaction) : FactRows.Nothing;
        var jobNames = names.JobNames.Read(rows.Select(row => row.JobNameId).Concat(facts.JobNameIds), history, this, transaction);
        var properties = names.Properties.Read(rows.Select(row => row.PropertiesId).Concat(facts.PropertiesIds), history, this, transaction);
        List<StoredTaskRun> taskRuns = [.. rows.Select(row => row.TaskRun with
        {
            JobName = row.JobNameId is { } jobNameId ? jobNames[jobNameId] : null,
            Properties = row.PropertiesId is { } propertiesId ? properties[propertiesId] : null,
        })];
        var groups = names.Groups.Read(withGroupNames ? taskRuns : [], facts.GroupIds, history, this, transaction);
        var snapshot = new PushSnapshot(head, taskRuns, groups, history) { IsWhole = range is null };
        return withFacts ? snapshot.With(facts.Resolve(groups, jobNames, properties)) : snapshot;
    }

    /// <summary>The configurations of a push's tasks whose highest run has not ended.</summary>
    internal HashSet<string?> ReadPendingConfigurations(long pushId, NameTables names, SqliteTransaction transaction)
    {
        var runs = _facts.ReadPending(pushId, transaction);
        if (runs.Count == 0) return [];
        var history = ReadHistory(transaction);
        var jobNames = names.JobNames.Read(runs.Select(run => run.JobNameId), history, this, transaction);
        var properties = names.Properties.Read(runs.Select(run => run.PropertiesId), history, this, transaction);
        return runs.Select(run => Configurations.Of(
            run.JobNameId is { } jobNameId ? jobNames[jobNameId] : null,
            run.PropertiesId is { } propertiesId ? properties[propertiesId] : null)).ToHashSet(StringComparer.Ordinal);
    }

    internal (AccessToken Token, byte[] Hash)? ReadToken(string id)
    {
        using var reader = _token.With(null, id).ExecuteReader();
        return reader.Read() ? reader.GetToken() : null;
    }

    /// <param name="table">A dictionary table; see <see cref="NameRow"/>.</param>
    internal void ReadNames(string table, IEnumerable<int> ids, Action<int, string> found, SqliteTransaction transaction)
    {
        if (!_names.TryGetValue(table, out var command))
        {
            command = _connection.Prepare($"SELECT Id, Name FROM {table} WHERE Id IN (SELECT value FROM json_each($ids))", "$ids");
            _names.Add(table, command);
        }

        using var reader = command.With(transaction, $"[{string.Join(',', ids)}]").ExecuteReader();
        while (reader.Read()) found(reader.GetInt32(0), reader.GetString(1));
    }

    /// <returns>Null if the table has no such name.</returns>
    internal int? FindName(string table, string name, SqliteTransaction transaction)
    {
        using var command = _connection.Prepare(NameIds.FindIn(table), "$1", "$2");
        return (int?)(long?)command.With(transaction, NameIds.HashOf(name), name).ExecuteScalar();
    }

    public void Dispose()
    {
        _head.Dispose();
        _headInRepository.Dispose();
        _headBefore.Dispose();
        _history.Dispose();
        _results.Dispose();
        _taskRuns.Dispose();
        _facts.Dispose();
        if (_rollups.IsValueCreated) _rollups.Value.Dispose();
        if (_repositories.IsValueCreated) _repositories.Value.Dispose();
        _token.Dispose();
        foreach (var command in _names.Values) command.Dispose();
        _connection.Dispose();
    }

    internal ChangeHistory ReadHistory(SqliteTransaction transaction)
    {
        using var reader = _history.With(transaction).ExecuteReader();
        List<ChangeStamp> epochs = [];
        while (reader.Read()) epochs.Add(reader.GetStamp(0));
        return new ChangeHistory(epochs);
    }

    private static string SelectTaskRuns(string more) =>
        $"SELECT Id, TaskId, RunId, JobNameId, Version, Results{more} FROM TaskRuns WHERE Id BETWEEN $from AND $to ORDER BY Id LIMIT $limit";

    private static List<(StoredTaskRun TaskRun, int? JobNameId, int? PropertiesId)> ReadTaskRuns(
        SqliteCommand select, long pushId, TaskRunRange? range, SqliteTransaction transaction)
    {
        List<(StoredTaskRun TaskRun, int? JobNameId, int? PropertiesId)> rows = [];
        var (from, to) = TaskRunId.Range(pushId);
        if (range is not null) from = TaskRunId.For(pushId, Math.Clamp(range.After, 0, uint.MaxValue)) + 1;
        using var reader = select.With(transaction, from, to, range?.Limit ?? NoLimit).ExecuteReader();
        var hasMore = reader.FieldCount > 6;
        while (reader.Read())
        {
            var taskRun = new StoredTaskRun(
                new TaskRunKey(reader.GetString(1), reader.GetInt32(2)),
                null,
                TaskRunId.FirstVersion(reader.GetInt64(0)),
                reader.GetInt64(4),
                reader.GetFieldValue<byte[]>(5))
            {
                FirstReportedAt = hasMore && !reader.IsDBNull(7) ? reader.GetTime(7) : null,
            };
            rows.Add((taskRun, reader.GetInt32OrNull(3), hasMore ? reader.GetInt32OrNull(6) : null));
        }

        return rows;
    }
}

/// <summary>A pool of idle <see cref="SqliteReader"/>s.</summary>
internal sealed class SqliteReaderPool(
    SqliteDatabase database, DatabaseFiles files, StorageStatus status, StorageSettings settings, TimeProvider time) : IDisposable
{
    private const int MaxIdle = 16;

    private readonly ConcurrentBag<SqliteReader> _idle = [];
    private int _idleCount;
    private volatile bool _disposed;

    /// <summary>For reads that may take long. They end on cancellation, or when the read timeout expires.</summary>
    /// <exception cref="UnavailableException">The timeout expired.</exception>
    internal T Use<T>(Func<SqliteReader, T> read, CancellationToken cancellationToken) => Use(reader =>
    {
        using var deadline = new SqliteDeadline(reader.Connection, settings.ReadTimeout, time, cancellationToken);
        return deadline.Run(() => read(reader));
    });

    internal T Use<T>(Func<SqliteReader, T> read)
    {
        SqliteReader? reader = null;
        try
        {
            reader = Take();
            var result = Run(reader, read);
            Return(reader);
            reader = null;
            return result;
        }
        finally
        {
            // Reached only after a failure, when the connection's state is unknown.
            reader?.Dispose();
        }
    }

    /// <summary>For readers that are kept for longer than one read.</summary>
    internal SqliteReader Take()
    {
        if (!_idle.TryTake(out var reader)) return Open();
        Interlocked.Decrement(ref _idleCount);
        return reader;
    }

    /// <param name="read">May take long. It ends on cancellation, or when the read timeout expires.</param>
    internal T RunUntilTimeout<T>(SqliteReader reader, Func<SqliteReader, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Run(reader, each =>
        {
            using var deadline = new SqliteDeadline(each.Connection, settings.ReadTimeout, time, cancellationToken);
            return deadline.Run(() => read(each));
        });
    }

    /// <summary>Takes back a reader without an open transaction.</summary>
    internal void Return(SqliteReader reader)
    {
        if (_disposed || Interlocked.Increment(ref _idleCount) > MaxIdle)
        {
            Interlocked.Decrement(ref _idleCount);
            reader.Dispose();
            return;
        }

        _idle.Add(reader);
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var reader)) reader.Dispose();
    }

    private SqliteReader Open()
    {
        files.EnsureInPlace(); // Opening would create a missing file.
        try
        {
            return new SqliteReader(database);
        }
        catch (SqliteException exception)
        {
            Refuse(exception);
            throw;
        }
    }

    private T Run<T>(SqliteReader reader, Func<SqliteReader, T> read)
    {
        try
        {
            var result = read(reader);
            files.EnsureInPlace();
            return result;
        }
        catch (SqliteException exception)
        {
            Refuse(exception);
            throw;
        }
    }

    /// <summary>Throws what the caller is told, if that is something else than the fault itself.</summary>
    private void Refuse(SqliteException exception)
    {
        files.EnsureInPlace(); // A missing file is the more precise reason.
        status.ReadFailed(exception);
        if (SqliteFaults.ToRefusal(exception) is { } refusal) throw refusal;
    }
}
