using System.ComponentModel.DataAnnotations;
using GroupResults.Application.Questions;
using GroupResults.Domain.Origins;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.Settings;

/// <summary>Settings for what is asked of pushes beyond their results.</summary>
internal sealed record QuestionsSection : IValidatableObject
{
    internal const string Section = "GroupResults:Questions";

    private const string RulesSetting = Section + ":" + nameof(JobNameRules);

    private static readonly string[] DefaultParentless = ["try"];

    /// <summary>How many parents are asked where a failure comes from. Default: 20. Range: 1 to 200.</summary>
    [Range(OriginRules.MinMaxParents, OriginRules.MaxMaxParents)]
    public int MaxParents { get; init; } = OriginRules.DefaultMaxParents;

    /// <summary>The repositories where the push before by position is no parent. Default: <c>try</c>.</summary>
    [Repositories]
    public IReadOnlyList<string> ParentlessRepositories { get; init; } = DefaultParentless;

    /// <summary>
    /// Regular expressions that read the properties of a task run from its job name, separated by white space; the first that matches counts.
    /// Default: <see cref="Domain.Runs.JobNameRules.Firefox"/>.
    /// </summary>
    public string JobNameRules { get; init; } = Domain.Runs.JobNameRules.Firefox;

    private string[] Rules => JobNameRules.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    internal QuestionSettings ToSettings() =>
        new(MaxParents, ParentlessRepositories.ToHashSet(StringComparer.Ordinal), new Domain.Runs.JobNameRules(Rules));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var rule in Rules)
        {
            if (Domain.Runs.JobNameRules.FindError(rule) is { } error)
                yield return new ValidationResult($"The setting {RulesSetting} has the rule '{rule}', which {error}.");
        }
    }

    private sealed class RepositoriesAttribute() : SettingListAttribute("names of repositories, separated by commas")
    {
        internal override bool IsItem(string text) => PushRules.IsRepository(text);
    }
}
