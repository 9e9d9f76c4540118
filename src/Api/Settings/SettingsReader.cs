using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace GroupResults.Api.Settings;

/// <summary>Settings that cannot be used. The message has one line for each fault: the setting, its value, what is allowed.</summary>
internal sealed class SettingException(string message) : Exception(message);

/// <summary>
/// Reads classes of options from their sections. It does what the framework's binder does, and is stricter: a blank value is refused, since
/// the default could be less strict than what was meant; a duration needs a colon, since a lone number would be days. Each fault is told in
/// the words of an operator, with the ranges of the options' annotations.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>The names of all settings of the sections that were read.</summary>
    internal IReadOnlyCollection<string> Names => _names;

    /// <summary>Sets what the configuration has of the section. Where a fault was found, <see cref="EnsureValid"/> tells of it.</summary>
    /// <param name="options">With its defaults. Its public properties that can be set are its settings.</param>
    internal T Read<T>(string section, T options)
        where T : class
    {
        var faults = _faults.Count;
        foreach (var property in typeof(T).GetProperties().Where(each => each.CanWrite)) Set(options, property, section);
        if (options is IValidatableObject validatable && faults == _faults.Count)
            _faults.AddRange(validatable.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!));
        return options;
    }

    /// <exception cref="SettingException">With all faults that were found.</exception>
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

    /// <summary>Null where the text is no value of the type.</summary>
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
        range.IsValid(null); // Makes its limits ready.
        if (type == typeof(TimeSpan))
            return string.Create(CultureInfo.InvariantCulture, $"a duration from {range.Minimum:c} to {range.Maximum:c}, written as [days.]hours:minutes:seconds");
        var what = type == typeof(long) ? "a whole number of bytes" : "a whole number";
        return range.Maximum is >= (double)long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{what}, {range.Minimum:F0} or more")
            : string.Create(CultureInfo.InvariantCulture, $"{what} from {range.Minimum:F0} to {range.Maximum:F0}");
    }
}

/// <summary>A setting that is a list, with commas between its items.</summary>
/// <param name="allowed">What an item may be, for an operator.</param>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class SettingListAttribute(string allowed) : Attribute
{
    internal string Allowed { get; } = allowed;

    internal abstract bool IsItem(string text);
}
