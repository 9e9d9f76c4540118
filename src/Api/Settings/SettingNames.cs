namespace GroupResults.Api.Settings;

/// <summary>The settings that there are: a name that is written wrong would be ignored, and the operator would not know.</summary>
internal static class SettingNames
{
    private const string Own = "GroupResults";

    /// <summary>What .NET reads, and its own parts know.</summary>
    private static readonly string[] Foreign = ["Logging:", "Kestrel:"];

    /// <summary>Those of the classes that the settings are read into.</summary>
    internal static IReadOnlyCollection<string> All { get; } = Collect();

    /// <summary>Whatever stands under GroupResults, by whichever way it came there.</summary>
    /// <exception cref="SettingException">One is not known.</exception>
    internal static void RefuseUnknown(IConfiguration configuration)
    {
        foreach (var (name, value) in configuration.GetSection(Own).AsEnumerable())
        {
            if (value is not null) RefuseUnknown(name);
        }
    }

    /// <summary>On the command line every setting is meant for this program.</summary>
    /// <exception cref="SettingException">It is not known.</exception>
    internal static void RefuseUnknown(string name)
    {
        var isKnown = All.Contains(name, StringComparer.OrdinalIgnoreCase) || Foreign.Any(section => name.StartsWith(section, StringComparison.OrdinalIgnoreCase));
        if (isKnown) return;
        throw new SettingException($"There is no setting {name}; {NearestName.Hint(name, All, Distance)}.");
    }

    /// <summary>The first section may be left out.</summary>
    private static int Distance(string written, string known) =>
        Math.Min(NearestName.Distance(written, known), NearestName.Distance(written, known[(known.IndexOf(':', StringComparison.Ordinal) + 1)..]));

    private static IReadOnlyCollection<string> Collect()
    {
        var reader = new SettingsReader(new ConfigurationBuilder().Build());
        ServiceSettings.Read(reader, ServiceSettings.DefaultStorage, isDevelopment: false);
        return reader.Names;
    }
}
