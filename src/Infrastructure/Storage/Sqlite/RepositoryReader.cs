using GroupResults.Application.Pushes;
using GroupResults.Application.Questions;
using GroupResults.Domain.Pushes;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Reads repositories and their pushes in order, with compiled statements. Not thread-safe.</summary>
internal sealed class RepositoryReader(SqliteConnection connection) : IDisposable
{
    private const string Select =
        "SELECT Name, Pushes, (SELECT max(LastActivityAt) FROM Pushes WHERE Repository = Name) FROM Repositories";

    private readonly SqliteCommand _all = connection.Prepare($"{Select} ORDER BY Name");

    private readonly SqliteCommand _one = connection.Prepare($"{Select} WHERE Name = $1", "$1");

    private readonly SqliteCommand _byPosition = connection.Prepare(
        $"{SqliteCommands.SelectInRepository} WHERE Repository = $1 AND Position <= $2 ORDER BY Position DESC LIMIT $3",
        "$1",
        "$2",
        "$3");

    private readonly SqliteCommand _withoutPosition = connection.Prepare(
        $"{SqliteCommands.SelectInRepository} WHERE Repository = $1 AND Position IS NULL AND (At, Pushes.Id) < ($2, $3) ORDER BY At DESC, Pushes.Id DESC LIMIT $4",
        "$1",
        "$2",
        "$3",
        "$4");

    private readonly SqliteCommand _byTime = connection.Prepare(
        $"{SqliteCommands.SelectInRepository} WHERE Repository = $1 AND At > $2 AND At <= $3", "$1", "$2", "$3");

    internal List<StoredRepository> ReadAll(SqliteTransaction transaction)
    {
        List<StoredRepository> repositories = [];
        using var reader = _all.With(transaction).ExecuteReader();
        while (reader.Read()) repositories.Add(RepositoryOf(reader));
        return repositories;
    }

    internal StoredRepository? Find(string name, SqliteTransaction transaction)
    {
        using var reader = _one.With(transaction, name).ExecuteReader();
        return reader.Read() ? RepositoryOf(reader) : null;
    }

    /// <summary>Newest first; see <see cref="PushPlace"/>.</summary>
    internal List<PushHead> ReadPushes(string repository, PushPlace? after, int limit, SqliteTransaction transaction)
    {
        List<PushHead> pushes = [];
        if (after is null or { Position: > long.MinValue })
            Add(pushes, repository, _byPosition.With(transaction, repository, after?.Position - 1 ?? long.MaxValue, limit));
        if (pushes.Count == limit) return pushes;
        var (ticks, id) = after is { Position: null } ? (after.At.UtcTicks, after.Id) : (long.MaxValue, 0);
        Add(pushes, repository, _withoutPosition.With(transaction, repository, ticks, id, limit - pushes.Count));
        return pushes;
    }

    internal List<PushHead> ReadPushes(string repository, DateTimeOffset after, DateTimeOffset until, SqliteTransaction transaction)
    {
        List<PushHead> pushes = [];
        Add(pushes, repository, _byTime.With(transaction, repository, after.UtcTicks, until.UtcTicks));
        return pushes;
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_all, _one, _byPosition, _withoutPosition, _byTime]) command.Dispose();
    }

    private static void Add(List<PushHead> pushes, string repository, SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read()) pushes.Add(reader.GetHeadInRepository(repository));
    }

    private static StoredRepository RepositoryOf(SqliteDataReader reader) =>
        new(reader.GetString(0), checked((int)reader.GetInt64(1)), reader.GetTime(2));
}
