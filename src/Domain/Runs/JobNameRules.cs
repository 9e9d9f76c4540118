using System.Globalization;
using System.Text.RegularExpressions;

namespace GroupResults.Domain.Runs;

/// <summary>
/// Reads the properties of a task run from its job name by regular expressions with the named groups <c>platform</c>, <c>option</c>,
/// <c>variant</c>, <c>suite</c> and <c>tier</c>. The first rule that matches counts. Rules are a setting and job names come from clients,
/// so matching never backtracks: its time is linear in the length of the name.
/// </summary>
public sealed class JobNameRules
{
    /// <summary>
    /// Firefox's test tasks, such as <c>test-linux64/opt-mochitest-browser-chrome-swr-3-cf</c>. The variant is part of the suite: nothing
    /// in the name separates the two.
    /// </summary>
    public const string Firefox = @"^test-(?<platform>[^/]+)/(?<option>[^-/]+)-(?<suite>.+?)(?:-[0-9]+)?(?:-cf)?\z";

    /// <summary>The maximum length of a rule, in UTF-16 units.</summary>
    public const int MaxRuleLength = 1000;

    private static readonly string[] GroupNames = ["platform", "option", "variant", "suite", "tier"];

    private readonly Regex[] _rules;

    /// <exception cref="ArgumentException">A rule is invalid; see <see cref="FindError"/>.</exception>
    public JobNameRules(IReadOnlyCollection<string> rules)
    {
        foreach (var rule in rules)
        {
            if (FindError(rule) is { } error) throw new ArgumentException($"The rule {error}.", nameof(rules));
        }

        _rules = [.. rules.Select(Compile)];
    }

    public static JobNameRules Default { get; } = new([Firefox]);

    /// <summary>The rules as they were given.</summary>
    public IEnumerable<string> Rules => _rules.Select(rule => rule.ToString());

    /// <summary>Returns the end of an error message that starts with the setting's name, or null if the rule is valid.</summary>
    public static string? FindError(string rule)
    {
        if (rule.Length == 0) return "is empty; a rule is a regular expression";
        if (rule.Length > MaxRuleLength) return $"is longer than {MaxRuleLength} characters";
        try
        {
            // Group 0 is the whole match.
            var names = Compile(rule).GetGroupNames().Skip(1).ToArray();
            if (names.Length == 0) return $"names nothing; it needs at least one of the groups {string.Join(", ", GroupNames)}";
            return names.FirstOrDefault(name => !GroupNames.Contains(name)) is { } unknown
                ? $"has the group {unknown}; the groups are {string.Join(", ", GroupNames)}"
                : null;
        }
        catch (NotSupportedException)
        {
            return "needs backtracking or is too large; a rule has no lookarounds, backreferences, conditions or atomic groups";
        }
        catch (RegexParseException error)
        {
            return $"is not a regular expression: {error.Error} at offset {error.Offset}";
        }
    }

    /// <returns><see cref="RunProperties.None"/> if no rule matches.</returns>
    public RunProperties Parse(string? jobName)
    {
        if (jobName is null) return RunProperties.None;
        foreach (var rule in _rules)
        {
            var match = rule.Match(jobName);
            if (match.Success) return PropertiesOf(match.Groups);
        }

        return RunProperties.None;
    }

    /// <summary>What was told, with what it lacks parsed from the job name.</summary>
    public RunProperties Complete(string? jobName, RunProperties? told) =>
        told is null ? Parse(jobName) : told.Or(Parse(jobName));

    private static Regex Compile(string rule) =>
        new(rule, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static RunProperties PropertiesOf(GroupCollection groups) =>
        new(
            TextOf(groups["platform"]),
            TextOf(groups["option"]),
            TextOf(groups["variant"]),
            TextOf(groups["suite"]),
            TierOf(groups["tier"]));

    private static string? TextOf(Group group) => group.Length == 0 ? null : group.Value;

    private static int? TierOf(Group group) =>
        int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var tier)
        && tier is >= 1 and <= RunProperties.MaxTier
            ? tier
            : null;
}
