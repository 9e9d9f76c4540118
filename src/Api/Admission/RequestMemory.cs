using System.Globalization;
using GroupResults.Api.Access;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Application.Admission;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Admission;

/// <summary>
/// Limits the memory that all requests and subscriptions hold together: bodies while they are read, and what was parsed from them while
/// it waits or stays alive. A request that does not fit is refused at once: a retry is harmless, but a waiting request would hold what it
/// has sent. Two parts are shared fairly: clients without a token have a quarter together, and what lasts, such as subscriptions, has half.
/// In these no client takes more than it leaves free, so there is room for the next client whatever one of them does.
/// </summary>
internal sealed class RequestMemory(HttpSettings settings, AccessPolicy access)
{
    /// <summary>The bytes of one connection that are not counted. The limit on connections bounds them.</summary>
    internal const int FreeBytes = 16 * 1024;

    private const int AnonymousPart = 4;
    private const int LastingPart = 2;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly FairShare _anonymous = new(settings.BodyMemoryBytes / AnonymousPart);
    private readonly FairShare _lasting = new(settings.BodyMemoryBytes / LastingPart);
    private long _taken;

    internal long TakenBytes
    {
        get
        {
            lock (_lock) return _taken;
        }
    }

    /// <param name="isLasting">Whether the client decides how long the bytes are held.</param>
    internal bool TryTake(ClientId client, long bytes, bool isLasting)
    {
        lock (_lock)
        {
            if (_taken + bytes > settings.BodyMemoryBytes) return false;
            if (IsAnonymous(client) && !_anonymous.HasRoom(client, bytes)) return false;
            if (isLasting && !_lasting.HasRoom(client, bytes)) return false;
            Add(client, bytes, isLasting);
            return true;
        }
    }

    internal void Return(ClientId client, long bytes, bool isLasting)
    {
        if (bytes == 0) return;
        lock (_lock) Add(client, -bytes, isLasting);
    }

    /// <returns>Why there is no room for so many bytes.</returns>
    internal RequestRefusedException Full(ClientId client, long bytes, bool isLasting)
    {
        var most = MostFor(client, isLasting);
        if (bytes > most) return new TooLargeException("body", $"takes about {bytes} bytes of memory; the limit for one client is {most}");
        var (what, limit) = isLasting ? ("subscriptions", settings.BodyMemoryBytes / LastingPart)
            : IsAnonymous(client) ? ("requests without an access token", settings.BodyMemoryBytes / AnonymousPart)
            : ("requests", settings.BodyMemoryBytes);
        return new UnavailableException(
            string.Create(CultureInfo.InvariantCulture, $"The memory for {what} ({limit} bytes) is full. Try again."), retryAfter: RetryAfter);
    }

    private long MostFor(ClientId client, bool isLasting)
    {
        var most = settings.BodyMemoryBytes;
        if (IsAnonymous(client)) most = Math.Min(most, _anonymous.MostForOne);
        return isLasting ? Math.Min(most, _lasting.MostForOne) : most;
    }

    private void Add(ClientId client, long bytes, bool isLasting)
    {
        _taken += bytes;
        if (IsAnonymous(client)) _anonymous.Add(client, bytes);
        if (isLasting) _lasting.Add(client, bytes);
    }

    /// <summary>Whether the client has no valid token although reports need one.</summary>
    private bool IsAnonymous(ClientId client) => !client.HasToken && access.NeedsToken(AccessScopes.Ingest);

    /// <summary>A part of the memory in which no client takes more than it leaves free.</summary>
    private sealed class FairShare(long limitBytes)
    {
        private readonly Dictionary<ClientId, long> _clients = [];
        private long _taken;

        internal long MostForOne => limitBytes / 2;

        internal bool HasRoom(ClientId client, long bytes) => _clients.GetValueOrDefault(client) + bytes <= limitBytes - _taken - bytes;

        internal void Add(ClientId client, long bytes)
        {
            _taken += bytes;
            var own = _clients.GetValueOrDefault(client) + bytes;
            if (own > 0) _clients[client] = own;
            else _clients.Remove(client);
        }
    }
}
