using GroupResults.Application.Pushes;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Verdicts;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>A reader in one transaction, from its first read on.</summary>
internal sealed class SqliteStorageSnapshot(SqliteReaderPool readers, NameTables names, CancellationToken cancellationToken) : IStorageSnapshot
{
    private SqliteReader? _reader;
    private SqliteTransaction? _transaction;
    private bool _hasFailed;
    private bool _isDisposed;

    public PushHead? FindHead(PushKey push) => Read((reader, transaction) => reader.ReadHeadInRepository(push, transaction));

    public PushHead? FindBefore(string repository, long position) =>
        Read((reader, transaction) => reader.ReadHeadBefore(repository, position, transaction));

    public PushSnapshot? ReadPush(PushKey push) =>
        Read((reader, transaction) => reader.ReadPush(push, names, withFacts: true, withGroupNames: true, transaction));

    public PushSnapshot? ReadTaskRuns(PushKey push) =>
        Read((reader, transaction) => reader.ReadPush(push, names, withFacts: true, withGroupNames: false, transaction));

    public IReadOnlyList<StoredRepository> ReadRepositories() => Read((reader, transaction) => reader.Repositories.ReadAll(transaction));

    public StoredRepository? FindRepository(string name) => Read((reader, transaction) => reader.Repositories.Find(name, transaction));

    public IReadOnlyList<PushHead> ReadPushes(string repository, PushPlace? after, int limit) =>
        Read((reader, transaction) => reader.Repositories.ReadPushes(repository, after, limit, transaction));

    public IReadOnlyList<PushHead> ReadPushes(string repository, DateTimeOffset after, DateTimeOffset until) =>
        Read((reader, transaction) => reader.Repositories.ReadPushes(repository, after, until, transaction));

    public int? FindGroup(string name) => Read((reader, transaction) => reader.FindName("Groups", name, transaction));

    public IGroupNames ReadNames(IReadOnlyCollection<int> groups) => Read((reader, transaction) =>
        names.Groups.Read([], groups.Select(id => (int?)id), reader.ReadHistory(transaction), reader, transaction));

    public IReadOnlySet<string?> ReadPendingConfigurations(PushHead push) =>
        Read((reader, transaction) => reader.ReadPendingConfigurations(push.Id, names, transaction));

    public IReadOnlyList<ResultsByGroup?> FindRolledUp(IReadOnlyList<PushHead> pushes, IReadOnlySet<int>? groups, Labels labels) =>
        Read((reader, transaction) => reader.Rollups.FindResults(pushes, groups, labels, names, transaction));

    public IReadOnlyList<PushSummary?> FindSummaries(IReadOnlyList<PushHead> pushes, bool withGroups) =>
        Read((reader, transaction) => reader.Rollups.FindSummaries(pushes, withGroups, transaction));

    public void Dispose()
    {
        _isDisposed = true;
        _transaction?.Dispose();
        _transaction = null;
        if (_reader is null) return;
        if (_hasFailed) _reader.Dispose(); // Its state is unknown.
        else readers.Return(_reader);
        _reader = null;
    }

    private T Read<T>(Func<SqliteReader, SqliteTransaction, T> read)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _reader ??= readers.Take();
        try
        {
            return readers.RunUntilTimeout(_reader, reader =>
            {
                _transaction ??= reader.Connection.BeginTransaction(deferred: true);
                return read(reader, _transaction);
            }, cancellationToken);
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
    }
}

internal sealed class SqliteStorageSnapshots(SqliteReaderPool readers, NameTables names) : IStorageSnapshots
{
    public IStorageSnapshot Open(CancellationToken cancellationToken) => new SqliteStorageSnapshot(readers, names, cancellationToken);
}
