using System.Runtime.InteropServices;
using GraphQLServer;

namespace GroupResults.Api.Admission;

/// <summary>
/// What the large payloads that subscribers have not taken yet hold of the memory for answers. One that many share counts once.
/// </summary>
internal sealed class PayloadMemory(AnswerMemory memory)
{
    private readonly Dictionary<byte[], int> _holders = [];

    /// <summary>To be disposed of when it is sent.</summary>
    /// <exception cref="SubscriberTooSlowException">There is no memory for it.</exception>
    internal IDisposable? Hold(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length <= AnswerMemory.FreeBytes || !MemoryMarshal.TryGetArray(payload, out var segment)) return null;
        var bytes = segment.Array!;
        lock (_holders)
        {
            var holders = _holders.GetValueOrDefault(bytes);
            if (holders == 0 && !memory.TryTake(bytes.Length))
                throw new SubscriberTooSlowException("Too many large messages are on their way to slow readers. Subscribe again later.");
            _holders[bytes] = holders + 1;
        }

        return new Held(this, bytes);
    }

    private void Release(byte[] bytes)
    {
        lock (_holders)
        {
            if (--_holders[bytes] > 0) return;
            _holders.Remove(bytes);
        }

        memory.Return(bytes.Length);
    }

    private sealed class Held(PayloadMemory payloads, byte[] bytes) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0) payloads.Release(bytes);
        }
    }
}
