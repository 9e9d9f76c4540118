using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using GraphQLServer.Documents;

namespace GraphQLServer.Validation;

/// <summary>
/// Literals must fit their arguments, and default values their variables. Replaces two library rules; see
/// <see cref="InputValues"/>.
/// </summary>
internal sealed class InputValueRule : ValidationRuleBase
{
    internal static readonly InputValueRule Instance = new();

    private static readonly INodeVisitor Visitor = new NodeVisitors(
        new MatchingNodeVisitor<GraphQLArgument>(static (argument, context) =>
        {
            if (context.TypeInfo.GetArgument()?.ResolvedType is not { } type) return; // An unknown argument is reported by another rule.
            if (InputValues.FaultOf(type, argument.Value, argument.Name.StringValue) is { } fault) context.ReportError(ErrorOf(fault, context.Document, argument));
        }),
        new MatchingNodeVisitor<GraphQLVariableDefinition>(static (definition, context) =>
        {
            if (definition.DefaultValue is not { } value || TypeOf(definition, context.Schema) is not { } type) return;
            var field = VariablePlace.Of(definition, context.Operation, spread => Find(context.Document, spread));
            if (InputValues.FaultOf(type, value, field) is { } fault) context.ReportError(ErrorOf(fault, context.Document, definition));
        }));

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(Visitor);

    /// <summary>The fault of the first variable whose value does not fit its type; null if all fit.</summary>
    internal static ValidationError? FaultOfVariables(ISchema schema, DescribedDocument document, GraphQLOperationDefinition operation, Inputs? variables)
    {
        foreach (var definition in operation.Variables?.Items ?? [])
        {
            if (TypeOf(definition, schema) is not { } type) continue;
            object? value = null;
            var isGiven = variables?.TryGetValue(definition.Variable.Name.StringValue, out value) is true;
            if (!isGiven && (definition.DefaultValue is not null || type is not NonNullGraphType)) continue;
            var field = VariablePlace.Of(definition, operation, document.Find);
            var fault = isGiven ? InputValues.FaultOf(type, value, field) : InputValues.Missing(type, field);
            if (fault is not null) return ErrorOf(fault, document.Document, definition);
        }

        return null;
    }

    private static GraphQLFragmentDefinition? Find(GraphQLDocument document, GraphQLFragmentSpread spread) => document.Definitions
        .OfType<GraphQLFragmentDefinition>()
        .FirstOrDefault(fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value);

    private static IGraphType? TypeOf(GraphQLVariableDefinition definition, ISchema schema) => definition.Type.GraphTypeFromType(schema);

    private static ValidationError ErrorOf(Refusal fault, GraphQLDocument document, ASTNode node)
    {
        var error = new ValidationError(document.Source, number: null!, fault.Message, node) { Code = fault.Code };
        error.AddExtension("field", fault.Field);
        return error;
    }
}
