using FluentValidation;
using FluentValidation.Results;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Application.Facts;

/// <summary>Stores what is known of a push beside its reports. It may come before the first report, and again.</summary>
public sealed record RecordPush(RecordPushInput Input) : IRequest<RecordedFact>, IIngestionCommand
{
    IngestedKind IIngestionCommand.Kind => IngestedKind.Push;
}

/// <summary>A push as a client sent it, not yet validated. What is null keeps what was known.</summary>
public sealed record RecordPushInput(string Repository, string Revision, RecordedPush Recorded) : IPushInput;

internal sealed class RecordPushValidator : AbstractValidator<RecordPush>
{
    public RecordPushValidator(TimeProvider time) => RuleFor(command => command.Input).SetValidator(new RecordPushInputValidator(time));
}

internal sealed class RecordPushInputValidator : AbstractValidator<RecordPushInput>
{
    /// <summary>Clocks differ, but a push far in the future would move the windows that end at it.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);

    public RecordPushInputValidator(TimeProvider time)
    {
        Include(new PushInputValidator<RecordPushInput>());
        RuleFor(input => input.Recorded).Custom((recorded, context) =>
        {
            var path = context.PropertyPath[..^nameof(RecordPushInput.Recorded).Length]; // Clients know these as fields of the input.
            Check(nameof(recorded.ParentRevision), FaultOfParent(recorded.ParentRevision, context.InstanceToValidate.Revision));
            Check(nameof(recorded.Position), recorded.Position < 0 ? $"is {recorded.Position}; a position is 0 or more" : null);
            Check(nameof(recorded.PushedAt), FaultOfTime(recorded.PushedAt, time.GetUtcNow() + MaxAhead));
            Check(nameof(recorded.Author), InputRules.Text(recorded.Author, RecordedPush.MaxAuthorLength));

            void Check(string field, string? fault)
            {
                if (fault is not null) context.AddFailure(new ValidationFailure(path + field, fault));
            }
        });
    }

    private static string? FaultOfParent(string? parent, string revision)
    {
        if (parent is null) return null;
        return parent == revision ? $"is {ClientValue.Quote(parent)}, the push itself; a parent is another revision" : InputRules.Revision(parent);
    }

    private static string? FaultOfTime(DateTimeOffset? pushedAt, DateTimeOffset latest) =>
        pushedAt is null || (pushedAt >= DateTimeOffset.UnixEpoch && pushedAt <= latest)
            ? null
            : $"is {pushedAt.Value.UtcDateTime:O}; a push is made in 1970 or later, and at most a day from now";
}

internal sealed class RecordPushHandler(IFactStore store, ServiceMetrics metrics) : IRequestHandler<RecordPush, RecordedFact>
{
    public async Task<RecordedFact> Handle(RecordPush request, CancellationToken cancellationToken)
    {
        var input = request.Input;
        var fact = await store.RecordPushAsync(new PushKey(input.Repository, input.Revision), input.Recorded, cancellationToken);
        metrics.Ingested(IngestedKind.Push, fact.Changed);
        return fact;
    }
}
