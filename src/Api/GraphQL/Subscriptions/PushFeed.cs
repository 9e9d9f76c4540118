using GraphQLServer;
using GraphQLServer.Execution;
using GroupResults.Domain.Access;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>A valid subscription, and what it is about.</summary>
/// <param name="Revision">Null where it is about all pushes of the repository.</param>
/// <param name="Since">The cursor that the subscriber came with.</param>
/// <param name="Hash">Of all that an event's payload depends on beside the push and the subscriber's place: who has the same shares them.</param>
internal sealed record PushFeed(
    PreparedOperation Operation, string Repository, string? Revision, string? Since, UInt128 Hash, PushFeedReader Reader) : ISubscription
{
    public void EnsureAllowed(IClient client) => ((PushClient)client).Caller.Ensure(AccessScopes.Read, Repository);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(IClient client, CancellationToken cancellationToken) =>
        Reader.ReadAsync(this, ((PushClient)client).Key, cancellationToken);
}
