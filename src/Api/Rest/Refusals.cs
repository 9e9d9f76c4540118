using GroupResults.Api.Settings;

namespace GroupResults.Api.Rest;

/// <summary>
/// Holds refusals back for a moment. To one client that erred it is nothing; one that sends what is refused as fast as it can gets
/// nowhere with it. Nothing but the connection is held meanwhile.
/// </summary>
internal sealed class Refusals(HttpSettings settings, TimeProvider time)
{
    internal Task DelayAsync(CancellationToken cancellationToken) =>
        settings.RefusalDelay == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(settings.RefusalDelay, time, cancellationToken);
}
