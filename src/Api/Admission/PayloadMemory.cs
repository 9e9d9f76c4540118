using System.Runtime.InteropServices;
using GraphQLServer;

namespace GroupResults.Api.Admission;

/// <summary>Counts large payloads that subscribers have not received yet against <see cref="AnswerMemory"/>.</summary>
internal sealed class PayloadMemory(AnswerMemory memory)
{
    private readonly SharedMemory _payloads = new();

    /// <summary>Dispose the result when the payload has been sent.</summary>
    /// <exception cref="SubscriberTooSlowException">There is no memory for it.</exception>
    internal IDisposable? Hold(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length <= AnswerMemory.FreeBytes || !MemoryMarshal.TryGetArray(payload, out var segment)) return null;
        var bytes = segment.Array!;
        return _payloads.TryHold(bytes, () => memory.TryHold(bytes.Length))
            ?? throw new SubscriberTooSlowException("Too many large messages are on their way to slow readers. Subscribe again later.");
    }
}
