using System.Linq.Expressions;
using FluentValidation;
using FluentValidation.Results;
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
        Check(input => input.Repository, PushRules.IsRepository, value => $"is {ClientValue.Quote(value)}; a repository is 1 to 50 of A-Z a-z 0-9 _ -");
        Check(input => input.Revision, PushRules.IsRevision, value => $"is {ClientValue.Quote(value)}; a revision is 1 to 64 of 0-9 a-f, in lower case");
        Check(input => input.TaskId, PushRules.IsTaskId, value => $"is {ClientValue.Quote(value)}; a task id is 1 to 64 of A-Z a-z 0-9 _ -");
        Check(input => input.RunId, PushRules.IsRunId, value => $"is {value}; a run id is 0 to {PushRules.MaxRunId}");
        Check(
            input => input.JobName,
            PushRules.IsJobName,
            _ => $"is longer than {PushRules.MaxJobNameLength} characters or not valid Unicode text");
    }

    /// <summary>Without FluentValidation's placeholders, which it would also replace in the client's own value.</summary>
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
            var path = context.PropertyPath; // From the top: AddFailure by name would put it before itself once more.
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
