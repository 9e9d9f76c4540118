using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace GroupResults.Api.Settings;

/// <summary>The settings are invalid. The message has one line per fault: the setting, its value and what is allowed.</summary>
internal sealed class SettingException(string message) : Exception(message);

/// <summary>
/// Reads option classes from their sections, like the framework's binder but stricter. A blank number, flag or duration is refused, since the
/// default could be less strict than what was meant. A duration needs a colon, since a lone number would mean days. Faults are described
/// in an operator's terms, with the ranges of the options' annotations.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>The names of all settings of the sections that were read.</summary>
    internal IReadOnlyCollection<string> Names => _names;

    /// <summary>Sets the options that the section configures. Faults are collected for <see cref="EnsureValid"/>.</summary>
    /// <param name="options">The options with their defaults. Each public property with a setter is a setting.</param>
    internal T Read<T>(string section, T options)
        where T : class
    {
        var faults = _faults.Count;
        foreach (var property in typeof(T).GetProperties().Where(each => each.CanWrite)) Set(options, property, section);
        if (options is IValidatableObject validatable && faults == _faults.Count)
            _faults.AddRange(validatable.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!));
        return options;
    }

    /// <exception cref="SettingException">There are faults. The message lists them all.</exception>
    internal void EnsureValid()
    {
        if (_faults.Count > 0) throw new SettingException(string.Join('\n', _faults));
    }

    internal static SettingException Refused(string name, string value, string allowed) => new(Describe(name, value, allowed));

    internal static string Describe(string name, string value, string allowed) => $"The setting {name} is '{value}'; it must be {allowed}.";

    private void Set(object options, PropertyInfo property, string section)
    {
        var name = $"{section}:{property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name}";
        _names.Add(name);
        if (configuration[name] is not { } text || (property.PropertyType == typeof(string) && string.IsNullOrWhiteSpace(text))) return;
        if (property.GetCustomAttribute<SettingListAttribute>() is { } list)
        {
            var items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var wrong = items.FirstOrDefault(item => !list.IsItem(item));
            if (wrong is null) property.SetValue(options, items);
            else _faults.Add(Describe(name, wrong, list.Allowed));
            return;
        }

        var value = Parse(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, text);
        var range = property.GetCustomAttribute<RangeAttribute>();
        if (value is not null && range?.IsValid(value) is not false) property.SetValue(options, value);
        else _faults.Add(Describe(name, text, Allowed(property, range)));
    }

    /// <summary>Null if the text is not a value of the type.</summary>
    private static object? Parse(Type type, string text)
    {
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return text.ToUpperInvariant() switch { "TRUE" => true, "FALSE" => false, _ => null };
        if (type == typeof(int)) return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) ? count : null;
        if (type == typeof(long)) return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
        if (type == typeof(TimeSpan))
            return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) ? duration : null;
        return Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known ? Enum.Parse(type, known) : null;
    }

    private static string Allowed(PropertyInfo property, RangeAttribute? range)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (range is null) return string.Join(" or ", type == typeof(bool) ? ["true", "false"] : Enum.GetNames(type));
        range.IsValid(null); // Initializes Minimum and Maximum.
        if (type == typeof(TimeSpan))
            return string.Create(CultureInfo.InvariantCulture, $"a duration from {range.Minimum:c} to {range.Maximum:c}, written as [days.]hours:minutes:seconds");
        var what = type == typeof(long) ? "a whole number of bytes" : "a whole number";
        return range.Maximum is >= (double)long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{what}, {range.Minimum:F0} or more")
            : string.Create(CultureInfo.InvariantCulture, $"{what} from {range.Minimum:F0} to {range.Maximum:F0}");
    }
}

/// <summary>Marks a setting that is a comma-separated list.</summary>
/// <param name="allowed">Describes valid items to the operator.</param>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class SettingListAttribute(string allowed) : Attribute
{
    internal string Allowed { get; } = allowed;

    internal abstract bool IsItem(string text);
}
