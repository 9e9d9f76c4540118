using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using MediatR;

namespace GroupResults.Application.Behaviors;

/// <summary>Counts reports that were refused, whatever refused them further in; checks their size first of all.</summary>
internal sealed class RefusedReportsBehavior<TRequest, TResponse>(ServiceMetrics metrics) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IIngestionCommand
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        try
        {
            request.EnsureSize();
            return await next();
        }
        catch (RequestRefusedException)
        {
            metrics.ReportsRefused(request.ReportCount);
            throw;
        }
    }
}
