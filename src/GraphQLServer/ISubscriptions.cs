using GraphQL;
using GraphQLServer.Execution;

namespace GraphQLServer;

/// <summary>Resolves subscriptions to sources of payloads.</summary>
public interface ISubscriptions
{
    /// <summary>Finds a subscription's source. Throws if it can never have a payload.</summary>
    /// <returns>Null if the subscription is executed like a query.</returns>
    ISubscription? Find(ValidOperation subscription);
}

/// <summary>One subscription.</summary>
public interface ISubscription
{
    /// <summary>Called at the start and before each payload is sent. Throws if the client may not have it.</summary>
    void EnsureAllowed(IClient client);

    /// <summary>
    /// Reads the payloads. Each is a whole response as JSON on one line. The next one is requested after the previous one was sent, so no
    /// queue is needed.
    /// </summary>
    /// <exception cref="SubscriberTooSlowException">The subscriber has missed a payload and must subscribe again.</exception>
    /// <exception cref="ExecutionFailedException">A payload failed. The exception's result is the last payload.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(IClient client, CancellationToken cancellationToken);
}

/// <summary>Thrown if a subscriber reads too slowly. The message is for the client.</summary>
public sealed class SubscriberTooSlowException(string message) : Exception(message);

/// <summary>Thrown if a shared execution has errors. All clients that waited for it get the result.</summary>
public class ExecutionFailedException(ExecutionResult result) : Exception("The operation's result has errors.")
{
    public ExecutionResult Result { get; } = result;
}
