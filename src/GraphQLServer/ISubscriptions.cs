using GraphQL;
using GraphQLServer.Execution;

namespace GraphQLServer;

/// <summary>Subscriptions as sources of payloads.</summary>
public interface ISubscriptions
{
    /// <summary>Tells what a subscription is about. Throws where it can never have a payload.</summary>
    /// <returns>Null where it is executed like a query.</returns>
    ISubscription? Find(ValidOperation subscription);
}

/// <summary>One subscription.</summary>
public interface ISubscription
{
    /// <summary>Called at the beginning, and before each payload is sent. Throws where the client may not have it.</summary>
    void EnsureAllowed(IClient client);

    /// <summary>
    /// Each payload is a whole response as JSON on one line. The next one is asked for when the one before it is sent, so nothing needs to be queued.
    /// </summary>
    /// <exception cref="SubscriberTooSlowException">The subscriber has missed something and must begin anew.</exception>
    /// <exception cref="ExecutionFailedException">A payload cannot be told: its result is the last one.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(IClient client, CancellationToken cancellationToken);
}

/// <summary>A subscriber that does not take what it asked for. The message is for it.</summary>
public sealed class SubscriberTooSlowException(string message) : Exception(message);

/// <summary>An execution for several clients that came to errors: all who waited for it get the result.</summary>
public class ExecutionFailedException(ExecutionResult result) : Exception("The operation's result has errors.")
{
    public ExecutionResult Result { get; } = result;
}
