using FluentValidation;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Ingestion;

/// <summary>Where results belong, as a client sent it and before any check.</summary>
public interface ITaskRunInput
{
    string Repository { get; }

    string Revision { get; }

    string TaskId { get; }

    int RunId { get; }

    string? JobName { get; }
}

/// <summary>A report as a client sent it, before any check.</summary>
public sealed record ReportInput(
    string Repository,
    string Revision,
    string TaskId,
    int RunId,
    string? JobName,
    IReadOnlyList<GroupResult> Results) : ITaskRunInput
{
    /// <summary>Results of one report, counted before those of the same group are merged.</summary>
    public const int MaxResults = 100_000;

    internal Report ToReport() =>
        Report.Create(new PushKey(Repository, Revision), new TaskRunKey(TaskId, RunId), JobName, Results);
}

/// <summary>What a report was turned into.</summary>
/// <param name="Head">The push as the report left it.</param>
/// <param name="Changed">False where this exact report was known.</param>
/// <param name="Accepted">Results stored, after merging those of the same group.</param>
/// <param name="Rejected">Lines of a log that were left out; empty for other reports.</param>
public sealed record RecordedReport(PushHead Head, bool Changed, int Accepted, IReadOnlyList<RejectedLine> Rejected);

internal sealed class TaskRunInputValidator<T> : AbstractValidator<T>
    where T : ITaskRunInput
{
    public TaskRunInputValidator()
    {
        RuleFor(input => input.Repository).Must(PushRules.IsRepository)
            .WithMessage(input => $"is {Shown.Value(input.Repository)}; a repository is 1 to 50 of A-Z a-z 0-9 _ -");
        RuleFor(input => input.Revision).Must(PushRules.IsRevision)
            .WithMessage(input => $"is {Shown.Value(input.Revision)}; a revision is 1 to 64 of 0-9 a-f, in lower case");
        RuleFor(input => input.TaskId).Must(PushRules.IsTaskId)
            .WithMessage(input => $"is {Shown.Value(input.TaskId)}; a task id is 1 to 64 of A-Z a-z 0-9 _ -");
        RuleFor(input => input.RunId).Must(PushRules.IsRunId)
            .WithMessage(input => $"is {input.RunId}; a run id is 0 to {PushRules.MaxRunId}");
        RuleFor(input => input.JobName).Must(PushRules.IsJobName)
            .WithMessage($"is longer than {PushRules.MaxJobNameLength} characters or not valid Unicode text");
    }
}

internal sealed class ReportInputValidator : AbstractValidator<ReportInput>
{
    public ReportInputValidator()
    {
        Include(new TaskRunInputValidator<ReportInput>());
        RuleFor(input => input.Results).Custom(static (results, context) =>
        {
            for (var i = 0; i < results.Count; i++)
            {
                if (GroupNames.FaultOf(results[i].Group) is { } fault)
                    context.AddFailure($"Results[{i}].Group", fault);
                if (!Durations.IsDuration(results[i].DurationMs))
                    context.AddFailure($"Results[{i}].DurationMs", $"is {results[i].DurationMs}; a duration is 0 to {Durations.MaxMs} ms");
            }
        });
    }
}
