using FluentValidation;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using MediatR;

namespace GroupResults.Application.Facts;

/// <summary>
/// Stores what a person or a bot says of failures of a push. The groups and tasks need not have reported: a bot may know of a failure
/// before its report arrives here.
/// </summary>
/// <param name="By">The name of the token that it came with; null for an anonymous client.</param>
public sealed record ClassifyFailures(ClassifyFailuresInput Input, string? By) : IRequest<RecordedFact>, IIngestionCommand
{
    IngestedKind IIngestionCommand.Kind => IngestedKind.Classification;

    void IIngestionCommand.EnsureSize()
    {
        var count = (Input.Groups?.Count ?? 0) + (Input.TaskIds?.Count ?? 0);
        if (count > ClassifyFailuresInput.MaxFailures)
            throw new TooLargeException("input", $"has {count} groups and taskIds; a call has at most {ClassifyFailuresInput.MaxFailures}");
    }
}

/// <summary>A classification as a client sent it, not yet validated. It applies to each of the groups and each of the tasks.</summary>
public sealed record ClassifyFailuresInput(
    string Repository,
    string Revision,
    ClassificationKind Kind,
    IReadOnlyList<string>? Groups,
    IReadOnlyList<string>? TaskIds,
    string? FixedBy,
    long? Bug,
    string? Note) : IPushInput
{
    /// <summary>The maximum number of groups and tasks together.</summary>
    public const int MaxFailures = 2000;

    /// <summary>In Unicode code points.</summary>
    public const int MaxNoteLength = 2000;

    /// <summary>Each group and each task once, at this time.</summary>
    internal IEnumerable<Classification> Classifications(DateTimeOffset at, string? by)
    {
        foreach (var group in (Groups ?? []).Distinct(StringComparer.Ordinal)) yield return new(Kind, group, null, FixedBy, Bug, Note, at, by);
        foreach (var taskId in (TaskIds ?? []).Distinct(StringComparer.Ordinal)) yield return new(Kind, null, taskId, FixedBy, Bug, Note, at, by);
    }
}

internal sealed class ClassifyFailuresValidator : AbstractValidator<ClassifyFailures>
{
    public ClassifyFailuresValidator() => RuleFor(command => command.Input).SetValidator(new ClassifyFailuresInputValidator());
}

internal sealed class ClassifyFailuresInputValidator : AbstractValidator<ClassifyFailuresInput>
{
    private const string NothingStored = "does not go with the kind NONE, which takes an earlier classification back and stores nothing";

    public ClassifyFailuresInputValidator()
    {
        Include(new PushInputValidator<ClassifyFailuresInput>());
        RuleFor(input => input.Groups).Must(static (input, groups) => groups is { Count: > 0 } || input.TaskIds is { Count: > 0 })
            .WithMessage("and taskIds are empty; at least one of them names what is classified");
        this.CheckEach(input => input.Groups, GroupNames.FindError);
        this.CheckEach(input => input.TaskIds, InputRules.TaskId);
        this.Check(input => input.FixedBy, static value => value is null ? null : InputRules.Revision(value));
        this.Check(input => input.Bug, static value => value < 1 ? $"is {value}; a bug's number is 1 or more" : null);
        this.Check(input => input.Note, static value => InputRules.Text(value, ClassifyFailuresInput.MaxNoteLength));
        RuleFor(input => input.FixedBy).Must(static (input, value) => value is null || input.Kind is ClassificationKind.FixedBy)
            .WithMessage("belongs to the kind FIXED_BY only");
        RuleFor(input => input.Bug).Must(static (input, value) => value is null || input.Kind is not ClassificationKind.None)
            .WithMessage(NothingStored);
        RuleFor(input => input.Note).Must(static (input, value) => value is null || input.Kind is not ClassificationKind.None)
            .WithMessage(NothingStored);
    }
}

internal sealed class ClassifyFailuresHandler(IFactStore store, TimeProvider time, ServiceMetrics metrics) : IRequestHandler<ClassifyFailures, RecordedFact>
{
    public async Task<RecordedFact> Handle(ClassifyFailures request, CancellationToken cancellationToken)
    {
        var input = request.Input;
        var fact = await store.ClassifyAsync(
            new PushKey(input.Repository, input.Revision), [.. input.Classifications(time.GetUtcNow(), request.By)], cancellationToken);
        metrics.Ingested(IngestedKind.Classification, fact.Changed);
        return fact;
    }
}
