using GraphQL;
using GraphQL.Types;
using GraphQL.Utilities;

namespace GroupResults.Api.GraphQL;

/// <summary>The schema as text, the same wherever it is shown.</summary>
internal static class SchemaText
{
    internal static string Print(ISchema schema)
    {
        schema.Initialize();
        return schema.Print(new PrintOptions { IncludeDescriptions = true, IncludeDeprecationReasons = true }).ReplaceLineEndings("\n").TrimEnd() + "\n";
    }
}
