using System.Globalization;
using GroupResults.Application.Changes;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.Rest;

/// <summary>Long-polling: a conditional request with <c>wait=</c> is answered as soon as its push's results change.</summary>
internal sealed class Wait(PushSignals signals, IPushHeads heads, TimeProvider time, IHostApplicationLifetime lifetime)
{
    internal const string Parameter = "wait";
    internal const int MaxSeconds = 60;

    internal const string Rule = "must be a whole number of seconds, 0 to 60";

    internal static bool TryParse(string? text, out TimeSpan wait)
    {
        var isValid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxSeconds;
        wait = TimeSpan.FromSeconds(isValid ? seconds : 0);
        return isValid;
    }

    /// <summary>Waits until the push's results differ from those of <paramref name="head"/>.</summary>
    /// <returns>The new head, or the current one when the time is up or the service stops; null if the push is gone.</returns>
    internal async Task<PushHead?> ForChangeAsync(PushHead head, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var watch = signals.Watch(head.Push); // Before the head is read again, so that a change in between is signalled.
        using var timeout = new CancellationTokenSource(wait, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, lifetime.ApplicationStopping, cancellationToken);
        var now = await heads.FindAsync(head.Push, cancellationToken);
        try
        {
            while (now is not null && now.Incarnation == head.Incarnation && now.Results == head.Results)
            {
                await watch.ChangedAsync(end.Token);
                now = await heads.FindAsync(head.Push, end.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A signal from another instance may have been lost. Reading again keeps this answer as fresh as any other.
            now = await heads.FindAsync(head.Push, cancellationToken);
        }

        return now;
    }
}
