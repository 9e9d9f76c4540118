using GraphQLServer;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>The bytes of <see cref="RequestMemory"/> that one request or subscription holds. They may grow.</summary>
/// <param name="freeBytes">The bytes that are not counted.</param>
/// <param name="isLasting">Whether the client decides how long they are held.</param>
internal sealed class HeldBytes(RequestMemory memory, ClientId client, int freeBytes = RequestMemory.FreeBytes, bool isLasting = false) : IMessageMemory
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
            if (!memory.TryTake(client, more, isLasting)) return false;
            _taken += more;
            return true;
        }
    }

    /// <exception cref="RequestRefusedException">There is no room.</exception>
    public void Hold(long bytes)
    {
        if (!TryHold(bytes)) throw memory.Full(client, bytes - freeBytes, isLasting);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            memory.Return(client, _taken, isLasting);
            _taken = 0;
            _isDisposed = true;
        }
    }
}
