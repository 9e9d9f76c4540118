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
    /// <exception cref="AccessRefusedException">The caller lacks one.</exception>
    internal static void Ensure(Caller caller, ParsedDocument? document, string? operationName)
    {
        caller.EnsureValid();
        if (document?.Operation(operationName) is not { } operation) return; // Nothing of it will be executed.
        if (operation.Operation is OperationType.Subscription) caller.Ensure(AccessScopes.Read);
        foreach (var field in new FragmentTable(document.Document).Merge([operation.SelectionSet]).Values.SelectMany(fields => fields))
            caller.Ensure(ScopeOf(operation.Operation, field.Name.StringValue)); // Each: that merged ones are the same is not validated yet.
    }

    private static AccessScopes ScopeOf(OperationType operation, string field) => field switch
    {
        QueryType.AccessTokens or MutationType.CreateAccessToken or MutationType.RevokeAccessToken => AccessScopes.Admin,
        _ => operation is OperationType.Mutation ? AccessScopes.Ingest : AccessScopes.Read,
    };
}
