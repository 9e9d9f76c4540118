using GraphQLParser.AST;

namespace GroupResults.Api.GraphQL.Documents;

internal static class Fragments
{
    /// <summary>Null where the document, which then is not valid, has no fragment of this name.</summary>
    internal static GraphQLFragmentDefinition? Find(GraphQLDocument document, GraphQLFragmentSpread spread) => document.Definitions
        .OfType<GraphQLFragmentDefinition>()
        .FirstOrDefault(fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value);
}
