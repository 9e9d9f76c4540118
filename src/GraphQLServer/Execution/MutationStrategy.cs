using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace GraphQLServer.Execution;

/// <summary>
/// Executes a mutation's fields one after another. What was committed is always answered, since nothing can take it back and a
/// secret is shown only once: an error leaves a null in its own place, also where the schema has none. GraphQL's own rule would
/// take it up to the root, and the answers of the other fields with it.
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
        /// <summary>The data is null, as the rule has it, where all fields have failed.</summary>
        public override bool PropagateNull()
        {
            var fields = SubFields!.Where(field => !field.FieldDefinition.Name.StartsWith("__", StringComparison.Ordinal)).ToArray();
            return fields.Length > 0 && fields.All(field => field.Result is null);
        }
    }
}
