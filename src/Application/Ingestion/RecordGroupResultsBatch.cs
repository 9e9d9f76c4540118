using FluentValidation;
using MediatR;

namespace GroupResults.Application.Ingestion;

/// <summary>Stores several reports in one transaction, all or none.</summary>
public sealed record RecordGroupResultsBatch(IReadOnlyList<ReportInput> Inputs)
    : IRequest<IReadOnlyList<RecordedReport>>, IIngestionCommand
{
    public const int MaxReports = 500;

    /// <summary>The maximum number of results of all reports together.</summary>
    public const int MaxResults = 100_000;

    int IIngestionCommand.Count => Inputs.Count;

    void IIngestionCommand.EnsureSize()
    {
        if (Inputs.Count > MaxReports)
            throw new TooLargeException("inputs", $"has {Inputs.Count} reports; a batch has at most {MaxReports}");
        var results = Inputs.Sum(input => input.Results.Count);
        if (results > MaxResults)
            throw new TooLargeException("inputs", $"has {results} results in total; a batch has at most {MaxResults}");
    }
}

internal sealed class RecordGroupResultsBatchValidator : AbstractValidator<RecordGroupResultsBatch>
{
    public RecordGroupResultsBatchValidator()
    {
        RuleForEach(command => command.Inputs).SetValidator(new ReportInputValidator());
        this.RefuseRepeatedRuns(command => command.Inputs, "a batch has at most one report per task run");
    }
}

internal sealed class RecordGroupResultsBatchHandler(ReportRecorder recorder)
    : IRequestHandler<RecordGroupResultsBatch, IReadOnlyList<RecordedReport>>
{
    public Task<IReadOnlyList<RecordedReport>> Handle(RecordGroupResultsBatch request, CancellationToken cancellationToken)
    {
        return recorder.RecordAsync([.. request.Inputs.Select(input => input.ToReport())], cancellationToken);
    }
}
