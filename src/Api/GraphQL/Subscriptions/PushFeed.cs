using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Transport;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>A valid subscription, and what it is about.</summary>
/// <param name="Revision">Null where it is about all pushes of the repository.</param>
/// <param name="Since">The cursor that the subscriber came with.</param>
/// <param name="Hash">Of all that an event's payload depends on beside the push and the subscriber's place: who has the same shares them.</param>
internal sealed record PushFeed(
    GraphQLHttpRequest Request, ParsedDocument Document, string Repository, string? Revision, string? Since, UInt128 Hash);
