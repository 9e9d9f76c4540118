using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>How often a document uses a variable, its definitions aside.</summary>
internal sealed class VariableUses : ASTVisitor<VariableUses.Context>
{
    private static readonly VariableUses Visitor = new();

    internal static int Count(GraphQLDocument document, string name)
    {
        var context = new Context(name);
        Visitor.VisitAsync(document, context).AsTask().GetAwaiter().GetResult(); // Nothing in it waits.
        return context.Uses;
    }

    protected override ValueTask VisitVariableDefinitionAsync(GraphQLVariableDefinition variableDefinition, Context context) => default;

    protected override ValueTask VisitVariableAsync(GraphQLVariable variable, Context context)
    {
        if (variable.Name.StringValue == context.Name) context.Uses++;
        return default;
    }

    internal sealed class Context(string name) : IASTVisitorContext
    {
        internal string Name { get; } = name;

        internal int Uses { get; set; }

        public CancellationToken CancellationToken => CancellationToken.None;
    }
}
