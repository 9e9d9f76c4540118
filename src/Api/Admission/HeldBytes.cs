using GraphQLServer;
using GroupResults.Application;

namespace GroupResults.Api.Admission;

/// <summary>The bytes of <see cref="RequestMemory"/> that one request or subscription holds. They may grow.</summary>
/// <param name="freeBytes">The bytes that are not counted.</param>
internal sealed class HeldBytes(RequestMemory memory, MemoryClient client, int freeBytes) : IMessageMemory
{
    private readonly Lock _lock = new();
    private long _taken;
    private bool _isDisposed;

    /// <param name="bytes">The bytes held now. A smaller value than before changes nothing.</param>
    /// <returns>False if there is no room.</returns>
    public bool TryHold(long bytes)
    {
        lock (_lock)
        {
            var more = bytes - freeBytes - _taken;
            if (more <= 0 || _isDisposed) return true;
            if (!memory.TryTake(client, more)) return false;
            _taken += more;
            return true;
        }
    }

    /// <exception cref="UnavailableException">There is no room.</exception>
    public void Hold(long bytes)
    {
        if (!TryHold(bytes)) throw memory.Full(client);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            memory.Return(client, _taken);
            _taken = 0;
            _isDisposed = true;
        }
    }
}
