using System.Linq.Expressions;
using FluentValidation;
using FluentValidation.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Ingestion;

/// <summary>The task run of a report as a client sent it, not yet validated.</summary>
public interface ITaskRunInput
{
    string Repository { get; }

    string Revision { get; }

    string TaskId { get; }

    int RunId { get; }

    string? JobName { get; }

    RunProperties Properties { get; }
}

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

internal sealed class TaskRunInputValidator<T> : AbstractValidator<T>
    where T : ITaskRunInput
{
    public TaskRunInputValidator()
    {
        Check(input => input.Repository, PushRules.IsRepository, value => $"is {ClientValue.Quote(value)}; a repository is 1 to 50 of A-Z a-z 0-9 _ -");
        Check(input => input.Revision, PushRules.IsRevision, value => $"is {ClientValue.Quote(value)}; a revision is 1 to 64 of 0-9 a-f, in lower case");
        Check(input => input.TaskId, PushRules.IsTaskId, value => $"is {ClientValue.Quote(value)}; a task id is 1 to 64 of A-Z a-z 0-9 _ -");
        Check(input => input.RunId, PushRules.IsRunId, value => $"is {value}; a run id is 0 to {PushRules.MaxRunId}");
        Check(
            input => input.JobName,
            PushRules.IsJobName,
            _ => $"is longer than {PushRules.MaxJobNameLength} characters or not valid Unicode text");
    }

    /// <summary>Bypasses message formatting, because FluentValidation would also replace placeholders in the client's own value.</summary>
    private void Check<TValue>(Expression<Func<T, TValue>> field, Func<TValue, bool> isValid, Func<TValue, string> error) =>
        RuleFor(field).Custom((value, context) =>
        {
            if (!isValid(value)) context.AddFailure(new ValidationFailure(context.PropertyPath, error(value)));
        });
}

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
