using FluentValidation;
using MediatR;

namespace GroupResults.Application.Ingestion;

/// <summary>Stores one report.</summary>
public sealed record RecordGroupResults(ReportInput Input) : IRequest<RecordedReport>, IIngestionCommand
{
    void IIngestionCommand.EnsureSize()
    {
        if (Input.Results.Count > ReportInput.MaxResults)
        {
            throw new TooLargeException(
                "input.results", $"has {Input.Results.Count} results; a report has at most {ReportInput.MaxResults}");
        }
    }
}

internal sealed class RecordGroupResultsValidator : AbstractValidator<RecordGroupResults>
{
    public RecordGroupResultsValidator() => RuleFor(command => command.Input).SetValidator(new ReportInputValidator());
}

internal sealed class RecordGroupResultsHandler(ReportRecorder recorder) : IRequestHandler<RecordGroupResults, RecordedReport>
{
    public async Task<RecordedReport> Handle(RecordGroupResults request, CancellationToken cancellationToken)
    {
        return (await recorder.RecordAsync([request.Input.ToReport()], cancellationToken))[0];
    }
}
