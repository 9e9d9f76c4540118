using GroupResults.Domain.Runs;

namespace GroupResults.Application.Questions;

/// <summary>What answers to questions depend on beside the stored facts.</summary>
/// <param name="MaxParents">How many parents are asked where a failure comes from.</param>
/// <param name="ParentlessRepositories">The repositories where the push before by position is no parent.</param>
/// <param name="JobNames">How the properties of a task run are read from its job name where they were not told.</param>
public sealed record QuestionSettings(int MaxParents, IReadOnlySet<string> ParentlessRepositories, JobNameRules JobNames);
