using GraphQLServer.Execution;
using GroupResults.Application;

namespace GroupResults.Api.Admission;

/// <summary>
/// Counts what GraphQL operations hold of <see cref="RequestMemory"/> while they wait, run or stay alive: their variables and their
/// documents. A document that several operations share counts once.
/// </summary>
internal sealed class OperationMemory(RequestMemory memory)
{
    /// <summary>The memory of an operation besides its document and variables.</summary>
    private const int OwnBytes = 2 * 1024;

    private readonly SharedMemory _documents = new();

    /// <summary>Counts the only operation of a connection. Small operations are not counted, so a hit costs nothing here.</summary>
    /// <returns>Dispose it when the operation has ended. Null if nothing is counted.</returns>
    /// <exception cref="UnavailableException">There is no room.</exception>
    internal IDisposable? HoldOnly(MemoryClient client, PreparedOperation operation)
    {
        var document = operation.Document?.Bytes ?? 0;
        return document + operation.Bytes <= RequestMemory.FreeBytes ? null : Hold(client, operation, operation.Bytes);
    }

    /// <summary>Counts one of many operations of a connection.</summary>
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
