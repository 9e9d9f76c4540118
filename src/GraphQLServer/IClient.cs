using GraphQLServer.Documents;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer;

/// <summary>Who asks, and what they may do. The methods named Ensure throw where they may not; <see cref="IRefusalSource"/> says what of it is told.</summary>
public interface IClient
{
    /// <summary>Whether the client has not said who it is. Such requests may be smaller only.</summary>
    bool IsAnonymous { get; }

    /// <summary>Throws where the client's credentials are not valid.</summary>
    void EnsureValid();

    /// <summary>Called before anything of a request is read. Throws where there is nothing that the client may ask for.</summary>
    void EnsureMayAsk();

    /// <summary>Called before an event stream is reserved or opened: knowing the stream's token is not enough.</summary>
    void EnsureMayStream();

    /// <summary>Called before an operation is validated or executed.</summary>
    /// <param name="operation">Null where the request names none that there is: nothing will be executed then.</param>
    void EnsureMayRun(DescribedOperation? operation);

    /// <summary>Counts one more operation on a connection that lasts, as a request counts. Throws where there were too many of late.</summary>
    void EnsureWithinRate();

    /// <summary>Called for each operation that is refused for a fault of the client's, on a connection that goes on.</summary>
    void CountRefusal();

    /// <summary>For what goes on for long: the same client as its credentials make it now.</summary>
    ValueTask<IClient> RecheckAsync(CancellationToken cancellationToken);

    /// <summary>Begins one execution of an operation for this client.</summary>
    OperationContext Begin();
}

/// <summary>Tells who asks.</summary>
public interface IClients
{
    IClient ClientOf(HttpContext context);

    /// <summary>For connections that bring their credentials in a message, as browsers' WebSockets have to.</summary>
    /// <param name="connected">Who the client was when it connected.</param>
    /// <param name="authorization">What an Authorization header would have said.</param>
    ValueTask<IClient> IdentifyAsync(IClient connected, string authorization, CancellationToken cancellationToken);
}
