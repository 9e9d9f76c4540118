using System.Globalization;
using GraphQL;
using GraphQL.Types;
using GraphQL.Utilities;
using GraphQLParser.AST;

namespace GraphQLServer.Documents;

/// <summary>
/// The directives of the GraphQL Cost Directives specification (IBM), with which tools that read the schema's text can estimate costs
/// before they send anything.
/// </summary>
internal static class CostDirectives
{
    internal static void AddTo(ISchema schema)
    {
        schema.Directives.Register(new CostDirective(), new ListSizeDirective());
        schema.RegisterVisitor(new Visitor());
    }

    /// <summary>Applies the costs that stand on the schema's fields.</summary>
    private sealed class Visitor : BaseSchemaNodeVisitor
    {
        public override void VisitObjectFieldDefinition(FieldType field, IObjectGraphType type, ISchema schema)
        {
            if (FieldCost.Of(field) is not { } cost) return;
            if (cost.Own is { } own) CostDirective.ApplyTo(field, own);
            switch (cost.Items)
            {
                case ListLength.Fixed:
                    ListSizeDirective.ApplyTo(field, cost.Length);
                    break;
                case ListLength.ArgumentLength or ListLength.NumberArgument:
                    ListSizeDirective.ApplyTo(field, cost.Argument!, sizedFields: []);
                    break;
                case ListLength.PageArgument:
                    ListSizeDirective.ApplyTo(field, cost.Argument!, PagedFieldsOf(field));
                    break;
                case ListLength.None when cost.Times > 1:
                    ListSizeDirective.ApplyTo(field, (int)cost.Times);
                    break;
                default:
                    break; // A list on a page: the page's directive names it.
            }
        }

        private static string[] PagedFieldsOf(FieldType page) => page.ResolvedType?.GetNamedType() is IComplexGraphType type
            ? [.. type.Fields.Where(field => FieldCost.Of(field) is { Items: ListLength.Page }).Select(field => field.Name)]
            : [];
    }

    private sealed class CostDirective : Directive
    {
        private const string DirectiveName = "cost";
        private const string Weight = "weight";

        internal CostDirective()
            : base(
                DirectiveName,
                DirectiveLocation.ArgumentDefinition,
                DirectiveLocation.Enum,
                DirectiveLocation.FieldDefinition,
                DirectiveLocation.InputFieldDefinition,
                DirectiveLocation.Object,
                DirectiveLocation.Scalar)
        {
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"The cost of a field. It is that of a whole list, but of each item if the list is as long as a list argument. Without it, an object or a list item costs {FieldCost.Node}, and a field without subfields {FieldCost.Leaf}.");
            Arguments = new QueryArguments(new QueryArgument<NonNullGraphType<StringGraphType>> { Name = Weight, Description = "The cost, in the unit of the limit for an operation." });
        }

        public override bool? Introspectable => true;

        internal static void ApplyTo(FieldType field, double weight) => field.ApplyDirective(DirectiveName, Weight, weight.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class ListSizeDirective : Directive
    {
        private const string DirectiveName = "listSize";
        private const string AssumedSize = "assumedSize";
        private const string SlicingArguments = "slicingArguments";
        private const string SizedFields = "sizedFields";
        private const string RequireOneSlicingArgument = "requireOneSlicingArgument";

        internal ListSizeDirective()
            : base(DirectiveName, DirectiveLocation.FieldDefinition)
        {
            Description = "The length of a list, by which the cost of its items is multiplied.";
            Arguments = new QueryArguments(
                new QueryArgument<IntGraphType> { Name = AssumedSize, Description = "The usual length." },
                new QueryArgument<ListGraphType<NonNullGraphType<StringGraphType>>>
                {
                    Name = SlicingArguments,
                    Description = "The arguments that set the length: a number, or a list of the same length.",
                },
                new QueryArgument<ListGraphType<NonNullGraphType<StringGraphType>>>
                {
                    Name = SizedFields,
                    Description = "The subfields that have the length; without them, the field itself has it.",
                },
                new QueryArgument<NonNullGraphType<BooleanGraphType>>
                {
                    Name = RequireOneSlicingArgument,
                    Description = "Whether exactly one of the arguments must be given.",
                    DefaultValue = true,
                });
        }

        public override bool? Introspectable => true;

        internal static void ApplyTo(FieldType field, int length) => field.ApplyDirective(DirectiveName, AssumedSize, length);

        /// <summary>The argument has a default, or its type requires it.</summary>
        internal static void ApplyTo(FieldType field, string argument, string[] sizedFields) => field.ApplyDirective(DirectiveName, applied =>
        {
            applied.AddArgument(new DirectiveArgument(SlicingArguments) { Value = new[] { argument } });
            if (sizedFields.Length > 0) applied.AddArgument(new DirectiveArgument(SizedFields) { Value = sizedFields });
            applied.AddArgument(new DirectiveArgument(RequireOneSlicingArgument) { Value = false });
        });
    }
}
