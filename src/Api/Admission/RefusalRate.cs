using System.Globalization;
using System.Threading.RateLimiting;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>
/// Limits the rate of refused requests of one client. Protects the cores: reading a request up to its fault costs more than a hit, and
/// a flood of faulty requests could occupy them all. The requests of such a client are refused unread until its window ends. The limit
/// is far above the rate of honest mistakes, even those of many clients that share an address.
/// </summary>
internal sealed class RefusalRate : IDisposable
{
    /// <summary>Short, because everyone behind a flooding client's address has to wait with it.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<ClientId> _clients;
    private long _anyClientOverUntil;

    public RefusalRate(RateSettings settings) =>
        _clients = ClientPartitions.PerWindow(Window, _ => settings.RefusalsPerSecond * (int)Window.TotalSeconds);

    /// <returns>The refusal; null if the client may continue.</returns>
    internal Refusal? Check(ClientId client)
    {
        // The usual case. The limiter would allocate for each check and remember each client.
        if (Environment.TickCount64 > Interlocked.Read(ref _anyClientOverUntil)) return null;
        using var lease = _clients.AttemptAcquire(client, permitCount: 0); // Takes no permit, and tells whether one is left.
        if (lease.IsAcquired) return null;
        var seconds = ClientPartitions.SecondsUntil(lease, Window);
        return new Refusal(
            RefusalCodes.RateLimited,
            Field: null,
            string.Create(CultureInfo.InvariantCulture, $"Too many requests from {ClientPartitions.NameOf(client)} were refused. Try again in {seconds} s."),
            TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Call for each refused request or operation of the client.</summary>
    internal void Count(ClientId client)
    {
        using var lease = _clients.AttemptAcquire(client);
        if (!lease.IsAcquired) Interlocked.Exchange(ref _anyClientOverUntil, Environment.TickCount64 + (long)Window.TotalMilliseconds);
    }

    public void Dispose() => _clients.Dispose();
}
