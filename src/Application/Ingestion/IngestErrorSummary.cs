using FluentValidation;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using MediatR;

namespace GroupResults.Application.Ingestion;

/// <summary>Stores the group results of an errorsummary log as a report.</summary>
public sealed record IngestErrorSummary(ErrorSummaryInput Input) : IRequest<RecordedReport>, IIngestionCommand;

/// <param name="Content">The decoded log. It is read once, from its current position.</param>
public sealed record ErrorSummaryInput(string Repository, string Revision, string TaskId, int RunId, string? JobName, Stream Content)
    : ITaskRunInput
{
    internal const string ContentField = "input.content";

    public RunProperties Properties { get; init; } = RunProperties.None;
}

internal sealed class IngestErrorSummaryValidator : AbstractValidator<IngestErrorSummary>
{
    public IngestErrorSummaryValidator() =>
        RuleFor(command => command.Input).SetValidator(new TaskRunInputValidator<ErrorSummaryInput>());
}

internal sealed class IngestErrorSummaryHandler(ReportRecorder recorder) : IRequestHandler<IngestErrorSummary, RecordedReport>
{
    public async Task<RecordedReport> Handle(IngestErrorSummary request, CancellationToken cancellationToken)
    {
        var input = request.Input;
        var log = await ErrorSummaryReader.ReadAsync(input.Content, ErrorSummaryInput.ContentField, cancellationToken);
        var push = new PushKey(input.Repository, input.Revision);
        var taskRun = new TaskRunKey(input.TaskId, input.RunId);
        var report = Report.Create(push, taskRun, input.JobName, log.Results) with { MayClear = false, Properties = input.Properties };
        var recorded = await recorder.RecordAsync([report], cancellationToken);
        return recorded[0] with { Rejected = log.Rejected };
    }
}
