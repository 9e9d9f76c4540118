using FluentValidation;
using FluentValidation.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Ingestion;

/// <summary>A report as a client sent it, not yet validated.</summary>
public sealed record ReportInput(
    string Repository,
    string Revision,
    string TaskId,
    int RunId,
    string? JobName,
    IReadOnlyList<GroupResult> Results) : ITaskRunInput
{
    /// <summary>The maximum number of results in a report, before results for the same group are merged.</summary>
    public const int MaxResults = 100_000;

    public RunProperties Properties { get; init; } = RunProperties.None;

    internal Report ToReport() =>
        Report.Create(new PushKey(Repository, Revision), new TaskRunKey(TaskId, RunId), JobName, Results) with { Properties = Properties };
}

/// <summary>The outcome of a stored report.</summary>
/// <param name="Head">The push after the report.</param>
/// <param name="Changed">False if the report equals the stored one.</param>
/// <param name="Accepted">The number of stored results, after results for the same group are merged.</param>
/// <param name="Rejected">The rejected lines of a log; empty for other reports.</param>
public sealed record RecordedReport(PushHead Head, bool Changed, int Accepted, IReadOnlyList<RejectedLine> Rejected);

internal sealed class ReportInputValidator : AbstractValidator<ReportInput>
{
    public ReportInputValidator()
    {
        Include(new TaskRunInputValidator<ReportInput>());
        RuleFor(input => input.Results).Custom(static (results, context) =>
        {
            var path = context.PropertyPath; // The full path; AddFailure by name would prepend it again.
            for (var i = 0; i < results.Count; i++)
            {
                if (GroupNames.FindError(results[i].Group) is { } error)
                    context.AddFailure(new ValidationFailure($"{path}[{i}].Group", error));
                if (!Durations.IsDuration(results[i].DurationMs))
                {
                    context.AddFailure(new ValidationFailure(
                        $"{path}[{i}].DurationMs", $"is {results[i].DurationMs}; a duration is 0 to {Durations.MaxMs} ms"));
                }
            }
        });
    }
}
