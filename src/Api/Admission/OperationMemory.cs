using GraphQLServer.Execution;
using GroupResults.Application;

namespace GroupResults.Api.Admission;

/// <summary>
/// What GraphQL operations hold of <see cref="RequestMemory"/> while they wait, run or live: their variables, and their documents, which
/// count once for all operations that share one.
/// </summary>
internal sealed class OperationMemory(RequestMemory memory)
{
    /// <summary>Of an operation, beside its document and its variables.</summary>
    private const int OwnBytes = 2 * 1024;

    private readonly SharedMemory _documents = new();

    /// <summary>For the only operation of a connection. Small ones are not counted, so that a hit costs nothing here.</summary>
    /// <returns>To be disposed of when it has ended; null if nothing is counted.</returns>
    /// <exception cref="UnavailableException">There is no room.</exception>
    internal IDisposable? HoldOnly(MemoryClient client, PreparedOperation operation)
    {
        var document = operation.Document?.Bytes ?? 0;
        return document + operation.Bytes <= RequestMemory.FreeBytes ? null : Hold(client, operation, operation.Bytes);
    }

    /// <summary>For one of many operations of a connection.</summary>
    /// <inheritdoc cref="HoldOnly"/>
    internal IDisposable HoldOneOfMany(MemoryClient client, PreparedOperation operation) => Hold(client, operation, OwnBytes + operation.Bytes);

    private Held Hold(MemoryClient client, PreparedOperation operation, long ownBytes)
    {
        var own = new HeldBytes(memory, client, freeBytes: 0);
        own.Hold(ownBytes);
        if (operation.Document is not { } document) return new Held(own, document: null);
        if (_documents.TryHold(document, () => TryTake(client, document.Bytes)) is { } held) return new Held(own, held);
        own.Dispose();
        throw memory.Full(client);
    }

    private HeldBytes? TryTake(MemoryClient client, long bytes)
    {
        var held = new HeldBytes(memory, client, freeBytes: 0);
        return held.TryHold(bytes) ? held : null;
    }

    private sealed class Held(HeldBytes own, IDisposable? document) : IDisposable
    {
        public void Dispose()
        {
            own.Dispose();
            document?.Dispose();
        }
    }
}
