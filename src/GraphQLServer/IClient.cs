using GraphQLServer.Documents;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer;

/// <summary>
/// A client and its permissions. The Ensure methods throw if the client lacks a permission; <see cref="IRefusalSource"/> translates the
/// exceptions.
/// </summary>
public interface IClient
{
    /// <summary>Whether the client has not identified itself. Its requests have lower limits.</summary>
    bool IsAnonymous { get; }

    /// <summary>Throws if the client's credentials are invalid.</summary>
    void EnsureValid();

    /// <summary>Called before a request is read. Throws if the client may not ask for anything.</summary>
    void EnsureMayAsk();

    /// <summary>Called for requests that reserve, open or control an event stream: the stream's token alone is not enough.</summary>
    void EnsureMayStream();

    /// <summary>Called before an operation is validated or executed.</summary>
    /// <param name="operation">Null if the request does not name one of the document's operations: nothing is executed then.</param>
    void EnsureMayRun(DescribedOperation? operation);

    /// <summary>Counts an operation on a long-lived connection like a request. Throws if the client exceeds its rate.</summary>
    void EnsureWithinRate();

    /// <summary>Counts a client error on a long-lived connection.</summary>
    void CountRefusal();

    /// <summary>Returns the same client with its current permissions, for work that lasts longer than a request.</summary>
    ValueTask<IClient> RecheckAsync(CancellationToken cancellationToken);

    /// <summary>Creates the context of one execution for this client.</summary>
    OperationContext Begin();
}

/// <summary>Identifies clients.</summary>
public interface IClients
{
    IClient ClientOf(HttpContext context);

    /// <summary>Identifies the client of a connection that sends its credentials in a message, as WebSockets of browsers must.</summary>
    /// <param name="connected">The client as identified when it connected.</param>
    /// <param name="authorization">The value that an Authorization header would have.</param>
    ValueTask<IClient> IdentifyAsync(IClient connected, string authorization, CancellationToken cancellationToken);
}
