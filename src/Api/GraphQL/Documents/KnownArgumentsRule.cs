using GraphQL;
using GraphQL.Validation;
using GraphQL.Validation.Errors;
using GraphQLParser.AST;

namespace GroupResults.Api.GraphQL.Documents;

/// <summary>Arguments are those of their field. It stands in for a rule of the library, which takes a list for a field's type.</summary>
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
