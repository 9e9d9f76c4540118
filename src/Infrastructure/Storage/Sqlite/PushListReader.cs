using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Reads a page of a repository's pushes. Each statement names its index: SQLite has no statistics that tell whether to walk an order
/// and filter it, or to sort what a filter finds.
/// </summary>
/// <param name="activeSince">For a filter by stability: pushes with a later activity are active, unless they are complete.</param>
internal sealed class PushListReader(SqliteConnection connection, SqliteTransaction transaction, ListPushes query, DateTimeOffset activeSince)
{
    /// <summary>A time window with at most this many pushes is sorted. In a larger one, walking the order soon fills a page.</summary>
    internal const int MaxSorted = 2000;

    private const string ByTime = "IX_Pushes_Repository_At";
    private const string ByActivity = "IX_Pushes_Repository_LastActivityAt";
    private const string ByPosition = "IX_Pushes_Repository_Position";
    private const string WithoutPosition = "IX_Pushes_WithoutPosition";
    private const string FailuresByActivity = "IX_Pushes_Repository_HasFailures_LastActivityAt";
    private const string FailuresByPosition = "IX_Pushes_Repository_HasFailures_Position_At";
    private const string IsActive = " AND LastActivityAt > $activeSince AND NOT IsComplete";
    private const string IsStable = " AND (LastActivityAt <= $activeSince OR IsComplete)";

    private readonly PushFilter _filter = query.Filter;

    private bool IsActiveOnly => _filter.Stability is { Stability: PushStability.Active };

    private bool HasFailuresFilter => _filter.HasFailures is not null;

    private string Window => $"{(_filter.PushedSince is null ? "" : " AND At >= $since")}{(_filter.PushedBefore is null ? "" : " AND At < $before")}";

    private string Conditions => $"{Window}{(HasFailuresFilter ? " AND HasFailures = $hasFailures" : "")}";

    internal PushListPage Read()
    {
        var pushes = query.Order is PushOrder.Position ? ReadByPosition() : ReadByActivity();
        return new PushListPage([.. pushes.Take(query.First)], pushes.Count > query.First, query.CountsAll ? Count() : null) { Order = query.Order };
    }

    private List<PushHead> ReadByActivity()
    {
        const string Order = "LastActivityAt DESC, Id DESC";
        var index = IsNarrow() ? ByTime : HasFailuresFilter ? FailuresByActivity : ByActivity;
        return query.After is PushActivityPlace after
            ? Read(index, " AND (LastActivityAt, Id) < ($1, $2)", Order, query.First + 1, after.LastActivityAt.UtcTicks, after.Id)
            : Read(index, "", Order, query.First + 1);
    }

    private List<PushHead> ReadByPosition()
    {
        const string Order = "Position DESC";
        const string OrderOfTheRest = "At DESC, Id DESC";
        var sorted = IsNarrow() ? ByTime : IsActiveOnly ? ByActivity : null; // The active ones are few.
        var index = sorted ?? (HasFailuresFilter ? FailuresByPosition : null);
        var limit = query.First + 1;
        if (query.After is PushPlace { Position: null } rest)
            return Read(index ?? WithoutPosition, " AND Position IS NULL AND (At, Id) < ($1, $2)", OrderOfTheRest, limit, rest.At.UtcTicks, rest.Id);
        var pushes = query.After is PushPlace after
            ? Read(index ?? ByPosition, " AND Position < $1", Order, limit, after.Position)
            : Read(index ?? ByPosition, " AND Position IS NOT NULL", Order, limit);
        if (pushes.Count < limit)
            pushes.AddRange(Read(index ?? WithoutPosition, " AND Position IS NULL", OrderOfTheRest, limit - pushes.Count));
        return pushes;
    }

    /// <summary>No index covers the stable ones. The active ones are few.</summary>
    private int Count()
    {
        if (IsActiveOnly) return Count(ByActivity, IsActive);
        var all = _filter is { HasWindow: false, HasFailures: null } ? CountOfRepository() : Count(HasFailuresFilter ? FailuresByPosition : ByTime, "");
        return _filter.Stability is null ? all : all - Count(ByActivity, IsActive);
    }

    private int CountOfRepository()
    {
        using var command = connection.Prepare("SELECT Pushes FROM Repositories WHERE Name = $1", "$1");
        return (int)((long?)command.With(transaction, query.Repository).ExecuteScalar() ?? 0);
    }

    private int Count(string index, string condition)
    {
        using var command = Command($"SELECT count(*) FROM Pushes INDEXED BY {index} WHERE Repository = $repository{condition}{Conditions}");
        return (int)(long)command.ExecuteScalar()!;
    }

    private bool IsNarrow()
    {
        if (!_filter.HasWindow) return false;
        using var command = Command($"SELECT 1 FROM Pushes INDEXED BY {ByTime} WHERE Repository = $repository{Window} LIMIT 1 OFFSET {MaxSorted}");
        return command.ExecuteScalar() is null;
    }

    private List<PushHead> Read(string index, string condition, string order, int limit, params ReadOnlySpan<object?> values)
    {
        var stability = _filter.Stability is null ? "" : IsActiveOnly ? IsActive : IsStable;
        using var command = Command(
            $"{SqliteCommands.SelectHeads} INDEXED BY {index} WHERE Repository = $repository{condition}{stability}{Conditions} ORDER BY {order} LIMIT {limit}");
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i + 1}", values[i]);
        using var reader = command.ExecuteReader();
        List<PushHead> heads = [];
        while (reader.Read()) heads.Add(reader.GetHeadOf(query.Repository));
        return heads;
    }

    /// <summary>With all parameters that any statement mentions.</summary>
    private SqliteCommand Command(string sql) =>
        connection.Prepare(sql, "$repository", "$activeSince", "$since", "$before", "$hasFailures").With(
            transaction, query.Repository, activeSince.UtcTicks, _filter.PushedSince?.UtcTicks, _filter.PushedBefore?.UtcTicks, _filter.HasFailures);
}
