using GraphQLServer.Execution;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>
/// A query whose response depends only on one push's version and stability, so that the whole response can be cached.
/// </summary>
/// <param name="Push">The push; it may not exist.</param>
/// <param name="ConsultsRepository">Whether the response depends on other pushes of the repository, too.</param>
/// <param name="Hash">The hash of the schema, the document, the operation's name and the coerced variables.</param>
internal sealed record PushQuery(PreparedOperation Operation, PushKey Push, bool ConsultsRepository, UInt128 Hash);
