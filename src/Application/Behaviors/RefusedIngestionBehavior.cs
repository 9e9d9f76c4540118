using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using MediatR;

namespace GroupResults.Application.Behaviors;

/// <summary>Counts what was refused to be stored, whatever refused it further in; checks its size first of all.</summary>
internal sealed class RefusedIngestionBehavior<TRequest, TResponse>(ServiceMetrics metrics) : IPipelineBehavior<TRequest, TResponse>
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
            metrics.Refused(request.Kind, request.Count);
            throw;
        }
    }
}
