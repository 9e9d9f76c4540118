using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace GraphQLServer.Execution;

/// <summary>
/// Executes a mutation's fields one after another. The response always reports what was committed: it cannot be undone, and a secret
/// is shown only once. An error therefore leaves a null in its own place, even if the schema forbids null there. GraphQL's rule
/// would propagate the null to the root and drop the results of the other fields.
/// </summary>
public sealed class MutationStrategy : SerialExecutionStrategy
{
    protected override RootExecutionNode BuildExecutionRootNode(ExecutionContext context, IObjectGraphType rootType)
    {
        var root = new MutationNode(rootType, context.Operation.SelectionSet) { Result = context.RootValue };
        SetSubFieldNodes(context, root);
        return root;
    }

    private sealed class MutationNode(IObjectGraphType type, GraphQLSelectionSet selections) : RootExecutionNode(type, selections)
    {
        /// <summary>The data is null, as the specification requires, only if all fields failed.</summary>
        public override bool PropagateNull()
        {
            var fields = SubFields!.Where(field => !field.FieldDefinition.Name.StartsWith("__", StringComparison.Ordinal)).ToArray();
            return fields.Length > 0 && fields.All(field => field.Result is null);
        }
    }
}
