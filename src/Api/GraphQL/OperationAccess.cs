using System.Collections.Frozen;
using GraphQLParser.AST;
using GraphQLServer.Documents;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Types;
using GroupResults.Domain.Access;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// Checks the scopes that an operation needs, by the fields at its root, before it is validated or executed. The resolvers check the
/// repositories, which only they know.
/// </summary>
internal static class OperationAccess
{
    /// <summary>The fields of a push that need no read access after a report: they reveal no one else's results.</summary>
    private static readonly FrozenSet<string> PublicToReporters = FrozenSet.Create(
        StringComparer.Ordinal, "__typename", "id", "repository", "revision", "version", "firstSeenAt", "lastActivityAt", "stability");

    /// <exception cref="AccessRefusedException">The caller lacks a scope.</exception>
    internal static void Ensure(Caller caller, DescribedOperation? operation)
    {
        caller.EnsureValid();
        if (operation is null) return; // Nothing will be executed.
        if (operation.Type is OperationType.Subscription) caller.Ensure(AccessScopes.Read);
        foreach (var field in operation.Fields)
        {
            foreach (var each in field.All) caller.Ensure(ScopeOf(operation.Type, each.Name.StringValue)); // Each: merged fields are not validated yet.
            if (operation.Type is OperationType.Mutation && AsksForResults(field)) caller.Ensure(AccessScopes.Read);
        }
    }

    /// <summary>Whether a mutation requests more of the push than its reporter knows anyway.</summary>
    private static bool AsksForResults(SelectedField mutation) => mutation.Fields
        .Where(field => field.All.Any(each => each.Name.StringValue == "push"))
        .SelectMany(push => push.Fields)
        .SelectMany(field => field.All)
        .Any(field => !PublicToReporters.Contains(field.Name.StringValue));

    private static AccessScopes ScopeOf(OperationType operation, string field) => field switch
    {
        QueryType.AccessTokens or MutationType.CreateAccessToken or MutationType.RevokeAccessToken => AccessScopes.Admin,
        _ => operation is OperationType.Mutation ? AccessScopes.Ingest : AccessScopes.Read,
    };
}
