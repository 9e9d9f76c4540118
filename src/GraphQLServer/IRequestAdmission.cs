using GraphQLServer.Execution;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer;

/// <summary>Limits the memory, turns and places that requests take. Methods throw if there is no room, unless stated otherwise.</summary>
public interface IRequestAdmission
{
    /// <summary>Waits for a turn to execute.</summary>
    /// <returns>The turn, disposed when the execution ends; null if none is needed.</returns>
    ValueTask<IDisposable?> TakeTurnAsync(IClient client, PreparedOperation operation, CancellationToken cancellationToken);

    /// <summary>Waits for a turn to parse a text and to prepare its operation.</summary>
    /// <returns>The turn, disposed when the operation is prepared; null if none is needed.</returns>
    ValueTask<IDisposable?> TakeParsingTurnAsync(IClient client, long bytes, CancellationToken cancellationToken);

    /// <summary>Opens a request's body. Its memory counts while it is read and held.</summary>
    IRequestBody OpenBody(HttpContext context, IClient client);

    /// <summary>Records whether a request was refused because of a client error, if its status code does not show it.</summary>
    void SetOutcome(HttpContext context, bool isRefused);

    /// <summary>Reserves memory for a message that grows while it is received.</summary>
    IMessageMemory HoldMessage(IClient client);

    /// <summary>Reserves memory for an operation on a WebSocket or an event stream, from its reading to its end.</summary>
    IDisposable HoldOperation(IClient client, PreparedOperation operation);

    /// <summary>Reserves memory for a response made for one request, until it is sent.</summary>
    /// <returns>Null if there is no room.</returns>
    IDisposable? TryHoldResponse(long bytes);

    /// <summary>Reserves memory for a subscription's payload until it is sent. Subscribers can share the bytes.</summary>
    /// <exception cref="SubscriberTooSlowException">There is no room.</exception>
    IDisposable? HoldPayload(ReadOnlyMemory<byte> payload);

    /// <summary>Sends a complete response: sets its length, and omits the body for HEAD.</summary>
    ValueTask SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> ending);

    /// <summary>Takes a place for a WebSocket or an event stream. Waits if too many are being opened.</summary>
    ValueTask<IDisposable> TakeStreamAsync(CancellationToken cancellationToken);

    /// <summary>Takes a place for a subscription.</summary>
    IDisposable TakeSubscription();
}

/// <summary>A request's body. A large one holds a turn from its reading to <see cref="EndTurn"/>.</summary>
public interface IRequestBody : IAsyncDisposable
{
    /// <summary>Whether the body is large enough to need a turn.</summary>
    bool HasTurn { get; }

    /// <summary>Reads the whole body and waits for its turn.</summary>
    Task CopyToAsync(Stream destination, CancellationToken cancellationToken);

    /// <summary>Called when the request waits for something other than a core.</summary>
    /// <param name="parsedBytes">The memory of the parsed body, which is held meanwhile.</param>
    void YieldTurn(long parsedBytes);

    /// <summary>Waits for the turn again.</summary>
    ValueTask ResumeTurnAsync(CancellationToken cancellationToken);

    /// <summary>Called before a response is sent, because its reader can be slow.</summary>
    void EndTurn();
}

/// <summary>The memory reserved for one message.</summary>
public interface IMessageMemory : IDisposable
{
    /// <param name="bytes">The message's current size.</param>
    /// <returns>False if there is no room.</returns>
    bool TryHold(long bytes);

    /// <summary>Does the same, but throws if there is no room.</summary>
    void Hold(long bytes);
}
