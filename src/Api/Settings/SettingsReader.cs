using System.Globalization;

namespace GroupResults.Api.Settings;

/// <summary>A setting that cannot be used. The message is one line: the setting, its value, what is allowed.</summary>
internal sealed class SettingException(string message) : Exception(message);

/// <summary>Reads single settings and holds them against their ranges.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly SortedSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The names of all settings that were read.</summary>
    internal IReadOnlyCollection<string> Asked => _asked;

    /// <exception cref="SettingException">No duration, or out of range.</exception>
    internal TimeSpan Duration(string name, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        if (Given(name) is not { } text) return fallback;

        // A lone number would be taken for days, which hardly anyone means.
        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Refused(name, text, $"a duration from {min:c} to {max:c}, written as [days.]hours:minutes:seconds");
    }

    /// <exception cref="SettingException">No whole number, or out of range.</exception>
    internal long Bytes(string name, long fallback, long min, long max = long.MaxValue)
    {
        if (Given(name) is not { } text) return fallback;
        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Refused(name, text, max == long.MaxValue ? $"a whole number of bytes, {min} or more" : $"a whole number of bytes from {min} to {max}");
    }

    /// <exception cref="SettingException">No whole number, or out of range.</exception>
    internal int Count(string name, int fallback, int min, int max)
    {
        if (Given(name) is not { } text) return fallback;
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Refused(name, text, $"a whole number from {min} to {max}");
    }

    /// <exception cref="SettingException">Neither 'true' nor 'false'.</exception>
    internal bool Switch(string name, bool fallback) => OneOf(name, fallback ? "true" : "false", "true", "false") == "true";

    /// <summary>Values with commas between them; empty where it is not set.</summary>
    internal IReadOnlyList<string> List(string name) =>
        Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <exception cref="SettingException">None of the values.</exception>
    internal string OneOf(string name, string fallback, params IReadOnlyList<string> allowed)
    {
        if (Given(name) is not { } text) return fallback;
        return allowed.FirstOrDefault(value => string.Equals(value, text, StringComparison.OrdinalIgnoreCase))
            ?? throw Refused(name, text, string.Join(" or ", allowed));
    }

    /// <summary>Null where it is not set or blank.</summary>
    internal string? Text(string name) => Given(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Null where it is not set. A blank value is returned, and refused by its readers: the default could be less strict than what was meant.</summary>
    internal string? Given(string name)
    {
        _asked.Add(name);
        return configuration[name];
    }

    internal static SettingException Refused(string name, string value, string allowed) =>
        new($"The setting {name} is '{value}'; it must be {allowed}.");
}
