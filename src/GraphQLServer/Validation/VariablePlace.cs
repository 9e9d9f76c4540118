using System.Globalization;
using GraphQLParser.AST;

namespace GraphQLServer.Validation;

/// <summary>Finds the fragment of a spread; null if the document has none of this name.</summary>
internal delegate GraphQLFragmentDefinition? FragmentFinder(GraphQLFragmentSpread spread);

/// <summary>Finds where an operation first uses a variable, for error messages: in an argument, or in a part of one.</summary>
internal static class VariablePlace
{
    /// <returns>A path such as <c>input.results</c>; the variable's name if it is not used.</returns>
    internal static string Of(GraphQLVariableDefinition definition, GraphQLOperationDefinition operation, FragmentFinder find)
    {
        var name = definition.Variable.Name.StringValue;
        var arguments = ArgumentsOf(operation.Directives).Concat(ArgumentsIn(operation.SelectionSet, find, []));
        return arguments.Select(argument => Find(name, argument.Value, argument.Name.StringValue)).FirstOrDefault(place => place is not null) ?? name;
    }

    /// <param name="seen">The fragments already visited. Without it, nested spreads could double the work at every level.</param>
    private static IEnumerable<GraphQLArgument> ArgumentsIn(
        GraphQLSelectionSet? selections, FragmentFinder find, HashSet<GraphQLFragmentDefinition> seen)
    {
        foreach (var selection in selections?.Selections ?? [])
        {
            var own = ((selection as GraphQLField)?.Arguments?.Items ?? []).Concat(ArgumentsOf(((IHasDirectivesNode)selection).Directives));
            var below = selection is not GraphQLFragmentSpread spread ? (selection as IHasSelectionSetNode)?.SelectionSet
                : find(spread) is { } fragment && seen.Add(fragment) ? fragment.SelectionSet
                : null;
            foreach (var argument in own.Concat(ArgumentsIn(below, find, seen))) yield return argument;
        }
    }

    private static IEnumerable<GraphQLArgument> ArgumentsOf(GraphQLDirectives? directives) =>
        (directives?.Items ?? []).SelectMany(directive => directive.Arguments?.Items ?? []);

    private static string? Find(string name, GraphQLValue value, string place) => value switch
    {
        GraphQLVariable variable => variable.Name.StringValue == name ? place : null,
        GraphQLListValue { Values: { } items } => items
            .Select((item, index) => Find(name, item, string.Create(CultureInfo.InvariantCulture, $"{place}[{index}]"))).FirstOrDefault(found => found is not null),
        GraphQLObjectValue { Fields: { } fields } => fields
            .Select(field => Find(name, field.Value, $"{place}.{field.Name.StringValue}")).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
