using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Reads heads and snapshots on the caller's thread: SQLite has no asynchronous reads, and these are short.</summary>
internal sealed class SqlitePushReader(SqliteReaderPool readers, NameTables names) : IPushHeads, IPushSnapshots
{
    public ValueTask<PushHead?> FindAsync(PushKey push, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<PushHead?>(readers.Use(reader => reader.ReadHead(push)));
    }

    public ValueTask<PushHead?> FindInRepositoryAsync(PushKey push, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<PushHead?>(readers.Use(reader => reader.ReadHeadInRepository(push)));
    }

    public ValueTask<IReadOnlyList<PushHead>> FindByPrefixAsync(string repository, string prefix, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IReadOnlyList<PushHead>>(readers.Use(reader => reader.ReadHeads(repository, prefix, limit)));
    }

    public Task<PushSnapshot?> ReadAsync(PushKey push, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(readers.Use(reader => reader.ReadPush(push, names, withFacts: true), cancellationToken));
    }

    public Task<PushSnapshot?> ReadResultsAsync(PushKey push, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(readers.Use(reader => reader.ReadPush(push, names, withFacts: false), cancellationToken));
    }

    public Task<PushSnapshot?> ReadRangeAsync(PushKey push, TaskRunRange range, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(readers.Use(reader => reader.ReadPush(push, names, withFacts: true, range), cancellationToken));
    }
}
