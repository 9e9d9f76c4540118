using GraphQL;
using GraphQL.Validation;
using GraphQL.Validation.Errors;
using GraphQLParser.AST;

namespace GraphQLServer.Validation;

/// <summary>
/// A field or directive must define each argument that it is given. Replaces a library rule that names the list type around a field's
/// parent.
/// </summary>
internal sealed class KnownArgumentsRule : ValidationRuleBase
{
    internal static readonly KnownArgumentsRule Instance = new();

    private static readonly INodeVisitor Visitor = new MatchingNodeVisitor<GraphQLArgument>(static (argument, context) =>
    {
        if (context.TypeInfo.GetAncestor(2) is GraphQLDirective)
        {
            if (context.TypeInfo.GetDirective() is { } directive && directive.Arguments?.Find(argument.Name) is null)
                context.ReportError(new KnownArgumentNamesError(context, argument, directive));
        }
        else if (context.TypeInfo.GetFieldDef() is { } field && field.Arguments?.Find(argument.Name) is null)
        {
            context.ReportError(new KnownArgumentNamesError(context, argument, field, context.TypeInfo.GetParentType()!.GetNamedType()));
        }
    });

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(Visitor);
}
