using Coravel.Invocable;
using GroupResults.Application;
using GroupResults.Application.Warming;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Warming;

/// <summary>
/// What Coravel's scheduler calls. It carries no state: what is due stands in the database, so missed, doubled and
/// overlapping ticks are all alike.
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
            // The claim runs out, and whoever polls next takes it over.
        }
        catch (RequestRefusedException)
        {
            // The storage cannot be used now, and has said so.
        }
        catch (Exception exception)
        {
            log.WarmUpPollFailed(exception);
        }
    }
}
