using FluentValidation;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using MediatR;

namespace GroupResults.Application.Facts;

/// <summary>Stores a decision task's <c>manifests-by-task.json</c> as what the push is expected to run, finally.</summary>
public sealed record IngestManifestsByTask(ManifestsByTaskInput Input) : IRequest<IngestedManifests>, IIngestionCommand
{
    IngestedKind IIngestionCommand.Kind => IngestedKind.ExpectedTasks;
}

/// <param name="Content">The decoded file. It is read once, from its current position.</param>
public sealed record ManifestsByTaskInput(string Repository, string Revision, Stream Content) : IPushInput
{
    internal const string ContentField = "input.content";
}

/// <param name="Tasks">The number of expected tasks.</param>
/// <param name="Groups">The number of their groups: distinct in each task, together in all.</param>
public sealed record IngestedManifests(RecordedFact Fact, int Tasks, int Groups);

internal sealed class IngestManifestsByTaskValidator : AbstractValidator<IngestManifestsByTask>
{
    public IngestManifestsByTaskValidator() => RuleFor(command => command.Input).SetValidator(new PushInputValidator<ManifestsByTaskInput>());
}

internal sealed class IngestManifestsByTaskHandler(IFactStore store, ServiceMetrics metrics) : IRequestHandler<IngestManifestsByTask, IngestedManifests>
{
    public async Task<IngestedManifests> Handle(IngestManifestsByTask request, CancellationToken cancellationToken)
    {
        var input = request.Input;
        var tasks = await ManifestsByTaskReader.ReadAsync(input.Content, ManifestsByTaskInput.ContentField, cancellationToken);
        var fact = await store.SetExpectedAsync(
            new PushKey(input.Repository, input.Revision), new ExpectedTasks(tasks, IsFinal: true), cancellationToken);
        metrics.Ingested(IngestedKind.ExpectedTasks, fact.Changed);
        return new IngestedManifests(fact, tasks.Count, tasks.Sum(task => task.Groups!.Count));
    }
}
