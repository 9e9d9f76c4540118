using System.Collections.Frozen;
using GraphQLParser.AST;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Documents;
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
    internal static void Ensure(Caller caller, ParsedDocument? document, string? operationName)
    {
        caller.EnsureValid();
        if (document?.Operation(operationName) is not { } operation) return; // Nothing of it will be executed.
        if (operation.Operation is OperationType.Subscription) caller.Ensure(AccessScopes.Read);
        var table = document.Fragments;
        foreach (var field in table.Merge(operation.SelectionSet))
        {
            foreach (var each in field.All) caller.Ensure(ScopeOf(operation.Operation, each.Name.StringValue)); // Each: that merged ones are the same is not validated yet.
            if (operation.Operation is OperationType.Mutation && AsksForResults(table, field)) caller.Ensure(AccessScopes.Read);
        }
    }

    /// <summary>Whether a mutation's payload is to have more of the push than who reported knows anyway.</summary>
    private static bool AsksForResults(FragmentTable table, MergedField mutation) => Below(table, mutation)
        .Where(field => field.Name.StringValue == "push")
        .SelectMany(push => Below(table, new MergedField(push)))
        .Any(field => !OfReports.Contains(field.Name.StringValue));

    private static IEnumerable<GraphQLField> Below(FragmentTable table, MergedField field) => table.Merge(field).SelectMany(merged => merged.All);

    private static AccessScopes ScopeOf(OperationType operation, string field) => field switch
    {
        QueryType.AccessTokens or MutationType.CreateAccessToken or MutationType.RevokeAccessToken => AccessScopes.Admin,
        _ => operation is OperationType.Mutation ? AccessScopes.Ingest : AccessScopes.Read,
    };
}
