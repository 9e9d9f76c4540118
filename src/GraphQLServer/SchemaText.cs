using GraphQL;
using GraphQL.Types;
using GraphQL.Utilities;

namespace GraphQLServer;

/// <summary>Prints the schema, so that it is the same wherever it is shown.</summary>
public static class SchemaText
{
    public static string Print(ISchema schema)
    {
        schema.Initialize();
        return schema.Print(new PrintOptions { IncludeDescriptions = true, IncludeDeprecationReasons = true }).ReplaceLineEndings("\n").TrimEnd() + "\n";
    }
}
