using GraphQLServer;
using GraphQLServer.Execution;
using GroupResults.Domain.Access;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>A valid subscription and its subject.</summary>
/// <param name="Revision">Null for all pushes of the repository.</param>
/// <param name="Since">The cursor that the subscriber sent; null if none.</param>
/// <param name="ConsultsRepository">Whether payloads depend on other pushes of the repository, too.</param>
/// <param name="Hash">
/// The hash of all that a payload depends on besides the push and the subscriber's place. Subscribers with the same hash share payloads.
/// </param>
internal sealed record PushFeed(
    PreparedOperation Operation, string Repository, string? Revision, string? Since, bool ConsultsRepository, UInt128 Hash, PushFeedReader Reader) : ISubscription
{
    public void EnsureAllowed(IClient client) => ((PushClient)client).Caller.Ensure(AccessScopes.Read, Repository);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(IClient client, CancellationToken cancellationToken) =>
        Reader.ReadAsync(this, ((PushClient)client).Key, cancellationToken);
}
