using Coravel.Invocable;
using GroupResults.Application;
using GroupResults.Application.Rollups;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Warming;

/// <summary>Called by Coravel's scheduler. What is to be done is in the database, so missed, repeated and overlapping ticks do no harm.</summary>
internal sealed class RollUpTick(IMediator mediator, IHostApplicationLifetime lifetime, ILogger<RollUpTick> log) : IInvocable
{
    public async Task Invoke()
    {
        try
        {
            await mediator.Send(new RollUpStablePushes(), lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The next start goes on.
        }
        catch (RequestRefusedException)
        {
            // The storage is unavailable and has logged why.
        }
        catch (Exception exception)
        {
            log.RollUpPollFailed(exception);
        }
    }
}
