using System.Globalization;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Changes;

/// <summary>What one instance tells the others: which push has changed. Never what it is now: that is read from the storage.</summary>
/// <param name="Sender">Hears its own messages, too.</param>
/// <param name="Before">Where the push was before the change.</param>
internal readonly record struct ChangeMessage(Guid Sender, PushKey Push, PushCursor Before)
{
    /// <summary>No name of a push has a colon.</summary>
    private const char Separator = ':';

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Sender:N}:{Push.Repository}:{Push.Revision}:{Before}");

    /// <returns>Null for whatever else somebody sends.</returns>
    internal static ChangeMessage? Parse(string? text) =>
        text?.Split(Separator, 4) is [var sender, var repository, var revision, var cursor]
        && Guid.TryParse(sender, out var id)
        && PushCursor.TryParse(cursor, out var before)
            ? new ChangeMessage(id, new PushKey(repository, revision), before)
            : null;
}

/// <summary>How many changes an instance has told of, or would have.</summary>
internal readonly record struct ChangeCount(Guid Sender, long Count)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sender:N}:{Count}");

    /// <returns>Null for whatever else somebody sends.</returns>
    internal static ChangeCount? Parse(string? text) =>
        text?.Split(':') is [var sender, var count]
        && Guid.TryParse(sender, out var id)
        && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ChangeCount(id, number)
            : null;
}
