using System.Globalization;
using System.Threading.RateLimiting;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>
/// How fast the requests of one client may be refused. Protects the cores: reading a request up to its fault costs more than a hit, and a
/// client that floods the service with requests that are refused could take both. Such a client is turned away unread until its window
/// ends. The limit is far above what mistakes come to, also those of many clients that share an address.
/// </summary>
internal sealed class RefusalRate : IDisposable
{
    /// <summary>Short, because everybody behind the address of a client that floods waits with it.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<ClientId> _clients;
    private long _someoneIsOverUntil;

    public RefusalRate(RateSettings settings) =>
        _clients = ClientPartitions.PerWindow(Window, _ => settings.RefusalsPerSecond * (int)Window.TotalSeconds);

    /// <returns>Null where the client may ask; else why not.</returns>
    internal Refusal? Check(ClientId client)
    {
        // Nearly always. The limiter would make an object for each look, and remember each client.
        if (Environment.TickCount64 > Interlocked.Read(ref _someoneIsOverUntil)) return null;
        using var lease = _clients.AttemptAcquire(client, permitCount: 0); // Takes nothing, and tells whether something is left.
        if (lease.IsAcquired) return null;
        var seconds = ClientPartitions.SecondsUntil(lease, Window);
        return new Refusal(
            RefusalCodes.RateLimited,
            Field: null,
            string.Create(CultureInfo.InvariantCulture, $"Too many requests from {ClientPartitions.NameOf(client)} were refused. Try again in {seconds} s."),
            TimeSpan.FromSeconds(seconds));
    }

    /// <summary>To be called for each request or operation of the client that was refused.</summary>
    internal void Count(ClientId client)
    {
        using var lease = _clients.AttemptAcquire(client);
        if (!lease.IsAcquired) Interlocked.Exchange(ref _someoneIsOverUntil, Environment.TickCount64 + (long)Window.TotalMilliseconds);
    }

    public void Dispose() => _clients.Dispose();
}
