using FluentValidation;
using FluentValidation.Results;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using MediatR;

namespace GroupResults.Application.Facts;

/// <summary>Stores what a push is expected to run, in place of what was expected before.</summary>
public sealed record SetExpectedTasks(ExpectedTasksInput Input) : IRequest<RecordedFact>, IIngestionCommand
{
    IngestedKind IIngestionCommand.Kind => IngestedKind.ExpectedTasks;

    void IIngestionCommand.EnsureSize()
    {
        if (Input.Tasks.Count > ExpectedTasksInput.MaxTasks)
            throw new TooLargeException("input.tasks", $"has {Input.Tasks.Count} tasks; a push has at most {ExpectedTasksInput.MaxTasks}");
        var groups = Input.Tasks.Sum(task => (long)(task.Groups?.Count ?? 0));
        if (groups > ExpectedTasksInput.MaxGroups)
            throw new TooLargeException("input.tasks", $"has {groups} groups in total; a push has at most {ExpectedTasksInput.MaxGroups}");
    }
}

/// <summary>What is expected of a push as a client sent it, not yet validated.</summary>
/// <param name="IsFinal">False while tasks may still be added.</param>
public sealed record ExpectedTasksInput(string Repository, string Revision, IReadOnlyList<ExpectedTask> Tasks, bool IsFinal) : IPushInput
{
    /// <summary>Firefox's full task graph has some 20,000 test tasks.</summary>
    public const int MaxTasks = 50_000;

    /// <summary>The maximum number of groups of all tasks together.</summary>
    public const int MaxGroups = 500_000;
}

internal sealed class SetExpectedTasksValidator : AbstractValidator<SetExpectedTasks>
{
    public SetExpectedTasksValidator() => RuleFor(command => command.Input).SetValidator(new ExpectedTasksInputValidator());
}

internal sealed class ExpectedTasksInputValidator : AbstractValidator<ExpectedTasksInput>
{
    public ExpectedTasksInputValidator()
    {
        Include(new PushInputValidator<ExpectedTasksInput>());
        RuleFor(input => input.Tasks).Custom(static (tasks, context) =>
        {
            var known = new KnownTasks(tasks.Count);
            for (var i = 0; i < tasks.Count; i++)
            {
                foreach (var (field, fault) in ExpectedTaskRules.FaultsOf(tasks[i]))
                    context.AddFailure(new ValidationFailure($"{context.PropertyPath}[{i}].{field}", fault));
                if (known.FirstOf(tasks[i], i) is { } first)
                {
                    var field = tasks[i].TaskId is null ? nameof(ExpectedTask.JobName) : nameof(ExpectedTask.TaskId);
                    context.AddFailure(new ValidationFailure(
                        $"{context.PropertyPath}[{i}].{field}",
                        $"repeats tasks[{first}]; a task is expected once, and is known by its taskId or, without one, by its jobName"));
                }
            }
        });
    }

    /// <summary>A task is known by its id or, without one, by its job name.</summary>
    private sealed class KnownTasks(int capacity)
    {
        private readonly Dictionary<(string Name, bool IsId), int> _first = new(capacity);

        /// <returns>The place of an earlier task that is the same; null if this is the first.</returns>
        internal int? FirstOf(ExpectedTask task, int place)
        {
            var key = (task.TaskId ?? task.JobName, task.TaskId is not null);
            return _first.TryAdd(key, place) ? null : _first[key];
        }
    }
}

/// <summary>Rules for one expected task.</summary>
internal static class ExpectedTaskRules
{
    /// <returns>The faulty fields, each with the end of a message that starts with it.</returns>
    internal static IEnumerable<(string Field, string Fault)> FaultsOf(ExpectedTask task)
    {
        if (FaultOfJobName(task.JobName) is { } jobName) yield return (nameof(task.JobName), jobName);
        if (task.TaskId is { } taskId && InputRules.TaskId(taskId) is { } id) yield return (nameof(task.TaskId), id);
        for (var i = 0; i < (task.Groups?.Count ?? 0); i++)
        {
            if (GroupNames.FindError(task.Groups![i]) is { } group) yield return ($"{nameof(task.Groups)}[{i}]", group);
        }
    }

    internal static string? FaultOfJobName(string jobName) => jobName.Length == 0
        ? $"is empty; a job name has 1 to {PushRules.MaxJobNameLength} characters"
        : InputRules.Text(jobName, PushRules.MaxJobNameLength);
}

internal sealed class SetExpectedTasksHandler(IFactStore store, ServiceMetrics metrics) : IRequestHandler<SetExpectedTasks, RecordedFact>
{
    public async Task<RecordedFact> Handle(SetExpectedTasks request, CancellationToken cancellationToken)
    {
        var input = request.Input;
        var tasks = input.Tasks.Select(task => task.Groups is null ? task : task with { Groups = [.. task.Groups.Distinct(StringComparer.Ordinal)] });
        var fact = await store.SetExpectedAsync(
            new PushKey(input.Repository, input.Revision), new ExpectedTasks([.. tasks], input.IsFinal), cancellationToken);
        metrics.Ingested(IngestedKind.ExpectedTasks, fact.Changed);
        return fact;
    }
}
