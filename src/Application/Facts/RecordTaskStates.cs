using FluentValidation;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using MediatR;

namespace GroupResults.Application.Facts;

/// <summary>Stores the states of task runs in one transaction, all or none.</summary>
public sealed record RecordTaskStates(IReadOnlyList<TaskStateInput> Inputs) : IRequest<IReadOnlyList<RecordedFact>>, IIngestionCommand
{
    public const int MaxStates = 2000;

    IngestedKind IIngestionCommand.Kind => IngestedKind.TaskState;

    int IIngestionCommand.Count => Inputs.Count;

    void IIngestionCommand.EnsureSize()
    {
        if (Inputs.Count > MaxStates)
            throw new TooLargeException("inputs", $"has {Inputs.Count} states; a call has at most {MaxStates}");
    }
}

/// <summary>A state as a client sent it, not yet validated.</summary>
public sealed record TaskStateInput(string Repository, string Revision, string TaskId, int RunId, string? JobName, TaskRunState State) : ITaskRunInput
{
    public RunProperties Properties { get; init; } = RunProperties.None;

    internal ToldState ToState() =>
        new(new PushKey(Repository, Revision), new TaskRunKey(TaskId, RunId), JobName, Properties, State);
}

internal sealed class RecordTaskStatesValidator : AbstractValidator<RecordTaskStates>
{
    public RecordTaskStatesValidator()
    {
        RuleForEach(command => command.Inputs).SetValidator(new TaskRunInputValidator<TaskStateInput>());
        this.RefuseRepeatedRuns(command => command.Inputs, "a call has at most one state per task run");
    }
}

internal sealed class RecordTaskStatesHandler(IFactStore store, ServiceMetrics metrics)
    : IRequestHandler<RecordTaskStates, IReadOnlyList<RecordedFact>>
{
    public async Task<IReadOnlyList<RecordedFact>> Handle(RecordTaskStates request, CancellationToken cancellationToken)
    {
        if (request.Inputs.Count == 0) return [];
        var facts = await store.RecordStatesAsync([.. request.Inputs.Select(input => input.ToState())], cancellationToken);
        foreach (var fact in facts) metrics.Ingested(IngestedKind.TaskState, fact.Changed);
        return facts;
    }
}
