using GraphQLServer;
using GroupResults.Application;

namespace GroupResults.Api.Admission;

/// <summary>What one request or subscription holds of <see cref="RequestMemory"/>. It may grow.</summary>
/// <param name="freeBytes">So much of it is not counted.</param>
internal sealed class HeldBytes(RequestMemory memory, MemoryClient client, int freeBytes) : IMessageMemory
{
    private readonly Lock _lock = new();
    private long _taken;
    private bool _isDisposed;

    /// <param name="bytes">What it holds now. Less than before changes nothing.</param>
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
