using System.Globalization;

namespace GroupResults.Domain.Pushes;

/// <summary>A place in a push's history that a reader has reached: all changes up to <paramref name="Version"/> are known to it.</summary>
/// <param name="Incarnation">The life of the push that the version counts in.</param>
/// <param name="Stamp">The change that made this version.</param>
/// <param name="Version">0 before the first report.</param>
public readonly record struct PushCursor(Incarnation Incarnation, ChangeStamp Stamp, long Version)
{
    public static PushCursor Of(PushHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new PushCursor(head.Incarnation, head.Stamp, head.Version);
    }

    /// <summary>Before the first report of a push's life.</summary>
    public static PushCursor Start(Incarnation incarnation) => new(incarnation, default, 0);

    /// <summary>Whether what changed since can be told: the place lies in the history that led to <paramref name="head"/>.</summary>
    /// <param name="head">The push in a state of the database.</param>
    /// <param name="history">Of the same state.</param>
    public bool LeadsTo(PushHead head, ChangeHistory history)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(history);
        return Incarnation == head.Incarnation && Version >= 0 && Version <= head.Version && (Version == 0 || history.Contains(Stamp));
    }

    /// <summary>
    /// Whether a reader at this place knows all that <paramref name="head"/> promises. False where that cannot be told from
    /// the two: versions of different epochs have no order.
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
