using System.Globalization;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Changes;

/// <summary>What one instance tells the others: which push has changed. Never what it is now: that is read from the storage.</summary>
/// <param name="Sender">Hears its own messages, too.</param>
internal readonly record struct ChangeMessage(Guid Sender, PushKey Push, Incarnation Incarnation, long VersionBefore)
{
    /// <summary>No name of a push has a colon.</summary>
    private const char Separator = ':';

    public override string ToString() => string.Join(
        Separator, Sender.ToString("N"), Push.Repository, Push.Revision, Incarnation, VersionBefore.ToString(CultureInfo.InvariantCulture));

    /// <returns>Null for whatever else somebody sends.</returns>
    internal static ChangeMessage? Parse(string? text) =>
        text?.Split(Separator) is [var sender, var repository, var revision, var incarnation, var version]
        && Guid.TryParse(sender, out var id)
        && ulong.TryParse(incarnation, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
        && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var versionBefore)
            ? new ChangeMessage(id, new PushKey(repository, revision), new Incarnation(bits), versionBefore)
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
