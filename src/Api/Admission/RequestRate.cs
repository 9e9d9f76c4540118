using System.Globalization;
using System.Threading.RateLimiting;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>
/// Limits the requests per minute of one client. Protects the operator's capacity from heavy use by one client. An operation over a
/// WebSocket counts as a request. Off by default.
/// </summary>
internal sealed class RequestRate : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly RateSettings _settings;
    private readonly PartitionedRateLimiter<ClientId> _clients;

    public RequestRate(RateSettings settings)
    {
        _settings = settings;
        _clients = ClientPartitions.PerWindow(Window, client => LimitOf(client)!.Value);
    }

    /// <returns>The refusal; null if one more request is allowed.</returns>
    internal Refusal? TryTake(ClientId client)
    {
        if (LimitOf(client) is not { } limit) return null;
        using var lease = _clients.AttemptAcquire(client);
        if (lease.IsAcquired) return null;
        var seconds = ClientPartitions.SecondsUntil(lease, Window);
        return new Refusal(
            RefusalCodes.RateLimited,
            Field: null,
            string.Create(
                CultureInfo.InvariantCulture,
                $"More than {limit} requests per minute came from {ClientPartitions.NameOf(client)}. Try again in {seconds} s."),
            TimeSpan.FromSeconds(seconds));
    }

    public void Dispose() => _clients.Dispose();

    private int? LimitOf(ClientId client) => client.HasToken ? _settings.PerToken : _settings.PerAddress;
}
