using GroupResults.Domain.Runs;

namespace GroupResults.Domain.Origins;

/// <summary>The origin of a group's failure in one configuration.</summary>
public readonly record struct ConfigurationOrigin(string? Configuration, Origin Origin);

/// <summary>Rules for the origin of a failure.</summary>
public static class OriginRules
{
    public const int MinMaxParents = 1;
    public const int MaxMaxParents = 200;

    /// <summary>As far as the public repair bots of Firefox walk.</summary>
    public const int DefaultMaxParents = 20;

    /// <param name="ok">Tasks of the configuration that say OK of the group.</param>
    /// <param name="failed">Tasks of the configuration that say ERROR of it.</param>
    /// <param name="hasPendingRun">Whether a task run of the configuration has not ended, whatever it is to run.</param>
    public static ParentSays SaysOf(int ok, int failed, bool hasPendingRun) =>
        ok > 0 ? ParentSays.Pass : failed > 0 ? ParentSays.Failure : hasPendingRun ? ParentSays.Pending : ParentSays.Gap;

    /// <summary>
    /// The configuration whose origin is the group's: of the first kind in the order of <see cref="OriginKind"/>, then the one with the
    /// least distance, then the first by name, with null last.
    /// </summary>
    /// <param name="configurations">Those with a failure; at least one.</param>
    public static ConfigurationOrigin OfGroup(ReadOnlySpan<ConfigurationOrigin> configurations)
    {
        var deciding = configurations[0];
        foreach (var configuration in configurations[1..])
        {
            if (Compare(configuration, deciding) < 0) deciding = configuration;
        }

        return deciding;
    }

    private static int Compare(ConfigurationOrigin left, ConfigurationOrigin right)
    {
        // Of the kinds, only UNKNOWN has no distance, and it has none at all.
        var order = (left.Origin.Kind, left.Origin.Distance ?? 0).CompareTo((right.Origin.Kind, right.Origin.Distance ?? 0));
        return order != 0 ? order : Configurations.Compare(left.Configuration, right.Configuration);
    }
}
