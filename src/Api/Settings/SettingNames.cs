namespace GroupResults.Api.Settings;

/// <summary>The known settings. A misspelt name is refused; otherwise it would be ignored, and the operator would not notice.</summary>
internal static class SettingNames
{
    private const string Own = "GroupResults";

    /// <summary>Sections that .NET reads itself.</summary>
    private static readonly string[] Foreign = ["Logging:", "Kestrel:"];

    /// <summary>The names of the service's settings, from the classes that they are read into.</summary>
    internal static IReadOnlyCollection<string> All { get; } = Collect();

    /// <summary>Refuses unknown settings under GroupResults, whatever their source.</summary>
    /// <exception cref="SettingException">A setting is unknown.</exception>
    internal static void RefuseUnknown(IConfiguration configuration)
    {
        foreach (var (name, value) in configuration.GetSection(Own).AsEnumerable())
        {
            if (value is not null) RefuseUnknown(name);
        }
    }

    /// <summary>Refuses an unknown setting. On the command line, every setting is meant for this program.</summary>
    /// <exception cref="SettingException">The setting is unknown.</exception>
    internal static void RefuseUnknown(string name)
    {
        var isKnown = All.Contains(name, StringComparer.OrdinalIgnoreCase) || Foreign.Any(section => name.StartsWith(section, StringComparison.OrdinalIgnoreCase));
        if (isKnown) return;
        throw new SettingException($"There is no setting {name}; {NearestName.Hint(name, All, Distance)}.");
    }

    /// <summary>The distance to the known name with or without its first section, which may have been left out.</summary>
    private static int Distance(string written, string known) =>
        Math.Min(NearestName.Distance(written, known), NearestName.Distance(written, known[(known.IndexOf(':', StringComparison.Ordinal) + 1)..]));

    private static IReadOnlyCollection<string> Collect()
    {
        var reader = new SettingsReader(new ConfigurationBuilder().Build());
        ServiceSettings.Read(reader, ServiceSettings.DefaultStorage, isDevelopment: false);
        return reader.Names;
    }
}
