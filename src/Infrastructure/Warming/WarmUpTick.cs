using Coravel.Invocable;
using GroupResults.Application;
using GroupResults.Application.Warming;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Warming;

/// <summary>
/// Called by Coravel's scheduler. It has no state: due warm-ups are in the database, so missed, repeated and overlapping
/// ticks do no harm.
/// </summary>
internal sealed class WarmUpTick(IMediator mediator, IHostApplicationLifetime lifetime, ILogger<WarmUpTick> log) : IInvocable
{
    public async Task Invoke()
    {
        try
        {
            await mediator.Send(new RunDueWarmUps(), lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The claim expires, and the next poll takes it over.
        }
        catch (RequestRefusedException)
        {
            // The storage is unavailable and has logged why.
        }
        catch (Exception exception)
        {
            log.WarmUpPollFailed(exception);
        }
    }
}
