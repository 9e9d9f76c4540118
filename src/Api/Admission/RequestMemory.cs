using System.Globalization;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>
/// Limits the memory that all requests and subscriptions hold together: bodies while they are read, and what was parsed from them while
/// it waits, runs or stays alive. A request that does not fit is refused at once: a retry is harmless, but a waiting request would hold
/// what it has sent. Clients without a token may hold a quarter together, and none of them more than it leaves free for the others, so
/// there is room for the next client whatever one of them does.
/// </summary>
internal sealed class RequestMemory(HttpSettings settings)
{
    /// <summary>The bytes of one connection that are not counted. The limit on connections bounds them.</summary>
    internal const int FreeBytes = 16 * 1024;

    private const int AnonymousPart = 4;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<ClientId, long> _anonymous = [];
    private long _taken;
    private long _takenAnonymously;

    internal long TakenBytes
    {
        get
        {
            lock (_lock) return _taken;
        }
    }

    internal bool TryTake(MemoryClient client, long bytes)
    {
        lock (_lock)
        {
            if (_taken + bytes > settings.BodyMemoryBytes) return false;
            if (client.IsAnonymous)
            {
                var own = _anonymous.GetValueOrDefault(client.Id);
                var left = (settings.BodyMemoryBytes / AnonymousPart) - _takenAnonymously - bytes;
                if (own + bytes > left) return false;
                _anonymous[client.Id] = own + bytes;
                _takenAnonymously += bytes;
            }

            _taken += bytes;
            return true;
        }
    }

    internal void Return(MemoryClient client, long bytes)
    {
        if (bytes == 0) return;
        lock (_lock)
        {
            _taken -= bytes;
            if (!client.IsAnonymous) return;
            _takenAnonymously -= bytes;
            var own = _anonymous[client.Id] - bytes;
            if (own > 0) _anonymous[client.Id] = own;
            else _anonymous.Remove(client.Id);
        }
    }

    internal UnavailableException Full(MemoryClient client) => new(
        client.IsAnonymous
            ? "The memory for requests and subscriptions without an access token is full. Try again."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The memory for requests and subscriptions ({settings.BodyMemoryBytes} bytes) is full. Try again."),
        retryAfter: RetryAfter);
}

/// <summary>The client that memory is counted against.</summary>
/// <param name="IsAnonymous">Whether the client has no valid token although reports need one.</param>
internal readonly record struct MemoryClient(ClientId Id, bool IsAnonymous);
