using GraphQLServer.Execution;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer;

/// <summary>How much of the machine requests may take. Methods throw where there is no room, unless they say otherwise.</summary>
public interface IRequestAdmission
{
    /// <summary>Waits for the turn of an execution.</summary>
    /// <param name="cost">As <see cref="Limits.OperationCost"/> estimates it.</param>
    /// <returns>Disposed of when the operation is executed, however long the client waits for it; null where it needs no turn.</returns>
    ValueTask<IDisposable?> TakeTurnAsync(IClient client, double cost, CancellationToken cancellationToken);

    /// <summary>A request's body, counted while it is read and held.</summary>
    IRequestBody OpenBody(HttpContext context, IClient client);

    /// <summary>Tells whether a request was refused for a fault of the client's, where its status does not tell.</summary>
    void SetOutcome(HttpContext context, bool isRefused);

    /// <summary>The memory of a message that grows while it is received.</summary>
    IMessageMemory HoldMessage(IClient client);

    /// <summary>The memory of the only operation of a connection, from its reading to its end.</summary>
    /// <returns>Null where it is so little that it is not counted.</returns>
    IDisposable? HoldOnly(IClient client, PreparedOperation operation);

    /// <summary>The memory of one of many operations of a connection, from its reading to its end.</summary>
    IDisposable HoldOneOfMany(IClient client, PreparedOperation operation);

    /// <summary>The memory of a response that is made for one request, until it is sent.</summary>
    /// <returns>Null where there is no room.</returns>
    IDisposable? TryHoldResponse(long bytes);

    /// <summary>The memory of a subscription's payload until it is sent. Subscribers may share the bytes.</summary>
    /// <exception cref="SubscriberTooSlowException">There is no room.</exception>
    IDisposable? HoldPayload(ReadOnlyMemory<byte> payload);

    /// <summary>Sends a response that is there already: sets its length, and sends it unless a HEAD asks.</summary>
    Task SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> ending);

    /// <summary>The place of a WebSocket or an event stream. May wait for a turn to open it.</summary>
    ValueTask<IDisposable> TakeStreamAsync(CancellationToken cancellationToken);

    /// <summary>The place of a subscription.</summary>
    IDisposable TakeSubscription();
}

/// <summary>A request's body. A large one has a turn to be worked on, from its reading to <see cref="EndTurn"/>.</summary>
public interface IRequestBody : IAsyncDisposable
{
    /// <summary>Whether it is so large that it has a turn.</summary>
    bool HasTurn { get; }

    /// <summary>Reads all of it, and waits for its turn.</summary>
    Task CopyToAsync(Stream destination, CancellationToken cancellationToken);

    /// <summary>Called when the request waits for something else than a core.</summary>
    /// <param name="parsedBytes">What is held of it meanwhile.</param>
    void YieldTurn(long parsedBytes);

    /// <summary>Waits for its turn again.</summary>
    ValueTask ResumeTurnAsync(CancellationToken cancellationToken);

    /// <summary>Called before an answer is sent: its reader may be slow.</summary>
    void EndTurn();
}

/// <summary>The memory of one message.</summary>
public interface IMessageMemory : IDisposable
{
    /// <param name="bytes">What the message has now.</param>
    /// <returns>False where there is no room.</returns>
    bool TryHold(long bytes);

    /// <summary>The same, but throws where there is no room.</summary>
    void Hold(long bytes);
}
