using System.Globalization;

namespace GroupResults.Domain.Pushes;

/// <summary>A position in a push's history: its reader knows all changes up to <paramref name="Version"/>.</summary>
/// <param name="Incarnation">The incarnation that <paramref name="Version"/> belongs to.</param>
/// <param name="Stamp">The change that made this version.</param>
/// <param name="Version">0 before the first report.</param>
public readonly record struct PushCursor(Incarnation Incarnation, ChangeStamp Stamp, long Version)
{
    public static PushCursor Of(PushHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new PushCursor(head.Incarnation, head.Stamp, head.Version);
    }

    /// <summary>The position before an incarnation's first report.</summary>
    public static PushCursor Start(Incarnation incarnation) => new(incarnation, default, 0);

    /// <summary>
    /// Returns true if the position is part of the history that led to <paramref name="head"/>, so that the changes since
    /// can be determined.
    /// </summary>
    /// <param name="head">The push in some state of the database.</param>
    /// <param name="history">The history of the same state.</param>
    public bool LeadsTo(PushHead head, ChangeHistory history)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(history);
        return Incarnation == head.Incarnation && Version >= 0 && Version <= head.Version && (Version == 0 || history.Contains(Stamp));
    }

    /// <summary>
    /// Returns true if a reader at this position knows everything up to <paramref name="head"/>. Returns false if the two
    /// cannot be compared: versions of different epochs have no order.
    /// </summary>
    public bool Covers(PushHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return Incarnation == head.Incarnation && Stamp.Epoch == head.Stamp.Epoch && Version >= head.Version;
    }

    /// <summary><c>{incarnation}:{epoch}:{counter}:{version}</c>, as <see cref="TryParse"/> reads it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Incarnation}:{Stamp.Epoch}:{Stamp.Counter}:{Version}");

    public static bool TryParse(string text, out PushCursor cursor)
    {
        ArgumentNullException.ThrowIfNull(text);
        cursor = default;
        if (text.Split(':') is not [var incarnation, var epoch, var counter, var version]
            || !ulong.TryParse(incarnation, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var incarnationBits)
            || !ulong.TryParse(epoch, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epochBits)
            || !long.TryParse(counter, NumberStyles.None, CultureInfo.InvariantCulture, out var changes)
            || !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var reached)) return false;
        cursor = new PushCursor(new Incarnation(incarnationBits), new ChangeStamp(new Epoch(epochBits), changes), reached);
        return true;
    }
}
