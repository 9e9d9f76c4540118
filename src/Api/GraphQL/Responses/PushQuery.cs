using GraphQLServer.Execution;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>
/// A query whose response depends on nothing but one push's version and stability, and so can be kept whole.
/// </summary>
/// <param name="Push">May be none that exists.</param>
/// <param name="Hash">Of the schema, the document, the operation's name and the coerced variables.</param>
internal sealed record PushQuery(PreparedOperation Operation, PushKey Push, UInt128 Hash);
