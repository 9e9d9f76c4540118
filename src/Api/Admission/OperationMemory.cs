using GraphQLServer.Execution;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>
/// Counts what GraphQL operations hold of <see cref="RequestMemory"/> that last as long as their client likes: subscriptions, and
/// operations that wait for their stream. A document that several of them share counts once, against the first client that holds it.
/// </summary>
internal sealed class OperationMemory(RequestMemory memory)
{
    /// <summary>The memory of an operation besides its document and variables.</summary>
    private const int OwnBytes = 2 * 1024;

    private readonly SharedMemory _documents = new();

    /// <returns>Dispose it when the operation has ended.</returns>
    /// <exception cref="RequestRefusedException">There is no room.</exception>
    internal IDisposable Hold(ClientId client, PreparedOperation operation)
    {
        var own = Lasting(client);
        own.Hold(OwnBytes + operation.OwnBytes);
        if (operation.Document is not { } document) return own;
        if (_documents.TryHold(document, () => TryTake(client, document.Bytes)) is { } shared) return new Held(own, shared);
        own.Dispose();
        throw memory.Full(client, document.Bytes, isLasting: true);
    }

    private HeldBytes? TryTake(ClientId client, long bytes)
    {
        var held = Lasting(client);
        return held.TryHold(bytes) ? held : null;
    }

    private HeldBytes Lasting(ClientId client) => new(memory, client, freeBytes: 0, isLasting: true);

    private sealed class Held(HeldBytes own, IDisposable document) : IDisposable
    {
        public void Dispose()
        {
            own.Dispose();
            document.Dispose();
        }
    }
}
