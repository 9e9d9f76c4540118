using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>A reader in one transaction, from its first read on.</summary>
internal sealed class SqliteStorageSnapshot(SqliteReaderPool readers, NameTables names) : IStorageSnapshot
{
    private SqliteReader? _reader;
    private SqliteTransaction? _transaction;
    private bool _hasFailed;

    public PushHead? FindHead(PushKey push) => Read((reader, transaction) => reader.ReadHeadInRepository(push, transaction));

    public PushHead? FindBefore(string repository, long position) =>
        Read((reader, transaction) => reader.ReadHeadBefore(repository, position, transaction));

    public PushSnapshot? ReadPush(PushKey push) =>
        Read((reader, transaction) => reader.ReadPush(push, names, withFacts: true, withGroupNames: true, transaction));

    public PushSnapshot? ReadTaskRuns(PushKey push) =>
        Read((reader, transaction) => reader.ReadPush(push, names, withFacts: true, withGroupNames: false, transaction));

    public void Dispose()
    {
        _transaction?.Dispose();
        _transaction = null;
        if (_reader is null) return;
        if (_hasFailed) _reader.Dispose(); // Its state is unknown.
        else readers.Return(_reader);
        _reader = null;
    }

    private T Read<T>(Func<SqliteReader, SqliteTransaction, T> read)
    {
        _reader ??= readers.Take();
        try
        {
            return readers.RunUntilTimeout(_reader, reader =>
            {
                _transaction ??= reader.Connection.BeginTransaction(deferred: true);
                return read(reader, _transaction);
            });
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
    public IStorageSnapshot Open() => new SqliteStorageSnapshot(readers, names);
}
