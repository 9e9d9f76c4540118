using System.Buffers.Text;
using System.Globalization;
using System.Text;
using GroupResults.Application;
using GroupResults.Application.Pushes;
using GroupResults.Application.Questions;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Api.GraphQL;

/// <summary>Encodes and decodes cursors and ids, which are opaque to clients.</summary>
internal static class OpaqueCursor
{
    /// <summary>Enough for the longest id: a task run's, with three names of maximum length.</summary>
    private const int MaxLength = 500;

    /// <summary>Enough for a group name of maximum length, with four bytes for each character.</summary>
    private const int MaxGroupLength = 1400;

    /// <summary>Enough for a repository name and a group name of maximum length.</summary>
    private const int MaxGroupIdLength = 1800;

    internal static string PushId(PushKey push) => Encode($"push:{push.Repository}:{push.Revision}");

    internal static string TaskRunId(PushKey push, TaskRunKey taskRun) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"run:{push.Repository}:{push.Revision}:{taskRun.TaskId}:{taskRun.RunId}"));

    /// <summary>The push or task run that an id names; null if it names neither.</summary>
    internal static (PushKey Push, TaskRunKey? TaskRun)? Named(string id) => Texts(id) switch
    {
        ["push", var repository, var revision] => (new PushKey(repository, revision), null),
        ["run", var repository, var revision, var taskId, var run] when int.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out var runId) =>
            (new PushKey(repository, revision), new TaskRunKey(taskId, runId)),
        _ => null,
    };

    internal static string RepositoryId(string repository) => Encode($"repository:{repository}");

    internal static string GroupId(string repository, string group) => Encode($"group-of:{repository}:{group}");

    /// <summary>The repository, or the group of it, that an id names; null if it names neither.</summary>
    internal static (string Repository, string? Group)? NamedInRepository(string id) => Text(id, MaxGroupIdLength)?.Split(':', 3) switch
    {
        ["repository", var repository] => (repository, null),
        ["group-of", var repository, var group] => (repository, group),
        _ => null,
    };

    internal static string Of(PushHead push, PushOrder order) => Encode(Application.Pushes.PushListPlace.Of(push, order) switch
    {
        PushPlace { Position: { } position } place => string.Create(CultureInfo.InvariantCulture, $"pushes-by-position:{position}:{place.At.UtcTicks}:{place.Id}"),
        PushPlace place => string.Create(CultureInfo.InvariantCulture, $"pushes-without-position:{place.At.UtcTicks}:{place.Id}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"pushes:{push.LastActivityAt.UtcTicks}:{push.Id}"),
    });

    /// <summary>The cursor of a task run in the pages of a push.</summary>
    internal static string OfTaskRun(PushHead head, long firstVersion) => Of("tasks", PushCursor.Of(head) with { Version = firstVersion });

    internal static string Of(PushCursor cursor) => Of("version", cursor);

    /// <summary>The cursor of a group in the pages of a push.</summary>
    internal static string OfGroup(GroupOfPush group) => Encode($"group:{(group.IsFailure ? 0 : 1)}:{group.Name}");

    /// <exception cref="InvalidInputException">The service did not issue the cursor.</exception>
    internal static GroupPlace? GroupPlace(string? cursor)
    {
        if (cursor is null) return null;
        return Text(cursor, MaxGroupLength)?.Split(':', 3) is ["group", ("0" or "1") and var rank, var name]
            ? new GroupPlace(rank == "0", name)
            : throw Unknown("groups");
    }

    internal static string OfGroupName(string name) => Encode($"name:{name}");

    /// <exception cref="InvalidInputException">The service did not issue the cursor.</exception>
    internal static string? GroupName(string? cursor)
    {
        if (cursor is null) return null;
        return Text(cursor, MaxGroupLength)?.Split(':', 2) is ["name", var name] ? name : throw Unknown("group names");
    }

    /// <summary>Null if the text is not a cursor: a reader with an unknown cursor gets everything.</summary>
    internal static PushCursor? Version(string? cursor) => cursor is null ? null : Place("version", cursor);

    /// <exception cref="InvalidInputException">The service did not issue the cursor.</exception>
    internal static PushListPlace? PushListPlace(string? cursor)
    {
        if (cursor is null) return null;
        if (Parts(cursor, "pushes", 2) is [var activity, var active] && Time(activity) is { } lastActivityAt)
            return new PushActivityPlace(lastActivityAt, active);
        if (Parts(cursor, "pushes-by-position", 3) is [var position, var time, var placed] && Time(time) is { } placedAt)
            return new PushPlace(position, placedAt, placed);
        if (Parts(cursor, "pushes-without-position", 2) is [var ticks, var id] && Time(ticks) is { } at)
            return new PushPlace(null, at, id);
        throw Unknown("pushes");
    }

    /// <summary>A cursor of pushes by position.</summary>
    /// <exception cref="InvalidInputException">The service did not issue the cursor.</exception>
    internal static PushPlace? PushPlace(string? cursor) => PushListPlace(cursor) switch
    {
        null => null,
        PushPlace place => place,
        _ => throw Unknown("pushes by position"),
    };

    private static DateTimeOffset? Time(long ticks) =>
        ticks <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <exception cref="InvalidInputException">The service did not issue the cursor.</exception>
    internal static PushCursor? TaskRun(string? cursor)
    {
        if (cursor is null) return null;
        return FindTaskRun(cursor) ?? throw Unknown("tasks");
    }

    internal static PushCursor? FindTaskRun(string cursor) => Place("tasks", cursor);

    private static string Of(string kind, PushCursor cursor) => Encode($"{kind}:{cursor}");

    private static PushCursor? Place(string kind, string cursor) =>
        Text(cursor)?.Split(':', 2) is [var named, var place] && named == kind && PushCursor.TryParse(place, out var parsed)
            ? parsed
            : null;

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static long[]? Parts(string cursor, string kind, int count)
    {
        if (Texts(cursor) is not { } parts || parts.Length != count + 1 || parts[0] != kind) return null;
        var numbers = new long[count];
        for (var i = 0; i < count; i++)
        {
            if (!long.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return null;
        }

        return numbers;
    }

    private static string[]? Texts(string text) => Text(text)?.Split(':');

    private static string? Text(string text, int maxLength = MaxLength) => text.Length <= maxLength && Base64Url.IsValid(text)
        ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text))
        : null;

    private static InvalidInputException Unknown(string kind) =>
        new("after", $"is not a cursor of {kind}; it must be the endCursor of a page of {kind}");
}

/// <summary>A position in the list of a push's groups: failures first, then by name. It stays valid when others come and go.</summary>
internal sealed record GroupPlace(bool IsFailure, string Name)
{
    internal bool IsBefore(GroupOfPush group) =>
        (IsFailure ? 0 : 1, group.IsFailure ? 0 : 1) is var (here, there) && (here < there || (here == there && string.CompareOrdinal(Name, group.Name) < 0));
}
