using GraphQL.Types;
using GraphQLParser.AST;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>The result map, spliced into the response as the cache's bytes.</summary>
internal sealed class GroupResultMapType : ScalarGraphType
{
    public GroupResultMapType()
    {
        Name = "GroupResultMap";
        Description = "A JSON object { taskId: { group: Boolean } }: OK is true, ERROR is false, SKIP and UNSUPPORTED are omitted. "
            + "If a task has several runs, the highest run with OK or ERROR for a group counts.";
        SpecifiedByDirective.ApplyTo(this, "https://www.rfc-editor.org/rfc/rfc8259");
    }

    public override object? Serialize(object? value) => value as RawJson;

    public override object? ParseLiteral(GraphQLValue value) => throw new NotSupportedException("A result map is never an input.");

    public override object? ParseValue(object? value) => throw new NotSupportedException("A result map is never an input.");
}
