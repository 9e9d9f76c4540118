using System.Globalization;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Changes;

/// <summary>Tells other instances that a push has changed. It never contains the new state, which they read from the storage.</summary>
/// <param name="Sender">The sending instance, which also receives its own messages.</param>
/// <param name="Before">The push's position before the change.</param>
internal readonly record struct ChangeMessage(Guid Sender, PushKey Push, PushCursor Before)
{
    /// <summary>Names of pushes contain no colon.</summary>
    private const char Separator = ':';

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Sender:N}:{Push.Repository}:{Push.Revision}:{Before}");

    /// <returns>Null for any other message.</returns>
    internal static ChangeMessage? Parse(string? text) =>
        text?.Split(Separator, 4) is [var sender, var repository, var revision, var cursor]
        && Guid.TryParse(sender, out var id)
        && PushCursor.TryParse(cursor, out var before)
            ? new ChangeMessage(id, new PushKey(repository, revision), before)
            : null;
}

/// <summary>The number of changes that an instance has announced, or would have announced if it had been connected.</summary>
internal readonly record struct ChangeCount(Guid Sender, long Count)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sender:N}:{Count}");

    /// <returns>Null for any other message.</returns>
    internal static ChangeCount? Parse(string? text) =>
        text?.Split(':') is [var sender, var count]
        && Guid.TryParse(sender, out var id)
        && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ChangeCount(id, number)
            : null;
}
