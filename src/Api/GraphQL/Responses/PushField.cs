using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Documents;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>Finds the one field that a query's response depends on.</summary>
internal static class PushField
{
    /// <summary>Fields whose answer changes without a new version of the push.</summary>
    private const string CacheEntry = "cacheEntry";

    /// <summary>
    /// The <c>push</c> field, where it is all that the operation asks for at its root (<c>__typename</c> aside). Null for
    /// whatever else, for conditions at the root, and for what does not depend on the push's version alone.
    /// </summary>
    /// <param name="document">Valid: its fragments are there and not circular.</param>
    internal static GraphQLField? Find(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        if (operation.Operation is not OperationType.Query || HasDirectives(operation)) return null;
        GraphQLField? push = null;
        return IsOnlyPush(document, operation.SelectionSet, [], ref push) && push is not null && !MentionsCacheEntry(document) ? push : null;
    }

    private static bool IsOnlyPush(GraphQLDocument document, GraphQLSelectionSet selections, HashSet<string> seen, ref GraphQLField? push)
    {
        foreach (var selection in selections.Selections)
        {
            if (HasDirectives((IHasDirectivesNode)selection)) return false;
            switch (selection)
            {
                case GraphQLField field when field.Name.StringValue == "__typename":
                    break;
                case GraphQLField field when field.Name.StringValue == "push" && push is null:
                    push = field;
                    break;
                case GraphQLInlineFragment fragment when IsOnlyPush(document, fragment.SelectionSet, seen, ref push):
                case GraphQLFragmentSpread spread when seen.Add(spread.FragmentName.Name.StringValue) && Fragments.Find(document, spread) is { } named
                    && !HasDirectives(named) && IsOnlyPush(document, named.SelectionSet, seen, ref push):
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool HasDirectives(IHasDirectivesNode node) => node.Directives is { Count: > 0 };

    private static bool MentionsCacheEntry(GraphQLDocument document)
    {
        foreach (var definition in document.Definitions)
        {
            if (definition is IHasSelectionSetNode node && Mentions(node.SelectionSet)) return true;
        }

        return false;
    }

    private static bool Mentions(GraphQLSelectionSet? selections)
    {
        if (selections is null) return false;
        foreach (var selection in selections.Selections)
        {
            if (selection is GraphQLField { Name.StringValue: CacheEntry }) return true;
            if (selection is IHasSelectionSetNode node && Mentions(node.SelectionSet)) return true;
        }

        return false;
    }
}
