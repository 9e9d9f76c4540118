using System.Collections.Frozen;
using GraphQLParser.AST;
using GraphQLServer.Documents;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Types;
using GroupResults.Domain.Access;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// Which scopes an operation needs, by the fields at its root. It is asked before anything is executed or validated; which repositories
/// it may touch is for the resolvers to say, who know them.
/// </summary>
internal static class OperationAccess
{
    /// <summary>What who reports may know of the push without being allowed to read: what is no one else's result.</summary>
    private static readonly FrozenSet<string> OfReports = FrozenSet.Create(
        StringComparer.Ordinal, "__typename", "id", "repository", "revision", "version", "firstSeenAt", "lastActivityAt", "stability");

    /// <exception cref="AccessRefusedException">The caller lacks one.</exception>
    internal static void Ensure(Caller caller, DescribedOperation? operation)
    {
        caller.EnsureValid();
        if (operation is null) return; // Nothing of it will be executed.
        if (operation.Type is OperationType.Subscription) caller.Ensure(AccessScopes.Read);
        foreach (var field in operation.Fields)
        {
            foreach (var each in field.All) caller.Ensure(ScopeOf(operation.Type, each.Name.StringValue)); // Each: that merged ones are the same is not validated yet.
            if (operation.Type is OperationType.Mutation && AsksForResults(field)) caller.Ensure(AccessScopes.Read);
        }
    }

    /// <summary>Whether a mutation's payload is to have more of the push than who reported knows anyway.</summary>
    private static bool AsksForResults(SelectedField mutation) => mutation.Fields
        .Where(field => field.All.Any(each => each.Name.StringValue == "push"))
        .SelectMany(push => push.Fields)
        .SelectMany(field => field.All)
        .Any(field => !OfReports.Contains(field.Name.StringValue));

    private static AccessScopes ScopeOf(OperationType operation, string field) => field switch
    {
        QueryType.AccessTokens or MutationType.CreateAccessToken or MutationType.RevokeAccessToken => AccessScopes.Admin,
        _ => operation is OperationType.Mutation ? AccessScopes.Ingest : AccessScopes.Read,
    };
}
