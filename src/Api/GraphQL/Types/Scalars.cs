using System.Collections.Frozen;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>GraphQL's <c>@specifiedBy</c>, which the library lacks.</summary>
internal sealed class SpecifiedByDirective : Directive
{
    private const string DirectiveName = "specifiedBy";
    private const string Url = "url";

    public SpecifiedByDirective()
        : base(DirectiveName, DirectiveLocation.Scalar)
    {
        Description = "Links a custom scalar to the specification of its values.";
        Arguments = new QueryArguments(new QueryArgument<NonNullGraphType<StringGraphType>> { Name = Url, Description = "The specification's URL." });
    }

    public override bool? Introspectable => true;

    internal static void ApplyTo(ScalarGraphType scalar, string url) => scalar.ApplyDirective(DirectiveName, Url, url);

    /// <summary>Null unless the type is a custom scalar.</summary>
    internal static string? UrlOf(IGraphType type) => type.FindAppliedDirective(DirectiveName)?.FindArgument(Url)?.Value as string;
}

/// <summary>The library's type with a description and a specification.</summary>
internal sealed class LongType : LongGraphType
{
    public LongType()
    {
        Name = "Long";
        Description = "A signed 64-bit integer, as a JSON number.";
        SpecifiedByDirective.ApplyTo(this, "https://scalars.graphql.org/chillicream/long.html");
    }
}

/// <summary>The library's type with a description and a specification.</summary>
internal sealed class DateTimeType : DateTimeGraphType
{
    public DateTimeType()
    {
        Name = "DateTime";
        Description = "An RFC 3339 date and time, such as 2026-03-04T05:06:07.89Z. Responses use UTC.";
        SpecifiedByDirective.ApplyTo(this, "https://www.rfc-editor.org/rfc/rfc3339");
    }
}

/// <summary>Descriptions of GraphQL's own scalars, which the library leaves out. All schemas of a process share their instances.</summary>
internal static class StandardScalars
{
    private static readonly FrozenDictionary<string, string> Descriptions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["String"] = "Text, as UTF-8.",
        ["Boolean"] = "true or false.",
        ["Int"] = "A signed whole number of 32 bits.",
        ["Float"] = "A double-precision number (IEEE 754).",
        ["ID"] = "An opaque identifier, as text.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static void Describe(IGraphType type) => type.Description ??= Descriptions.GetValueOrDefault(type.Name);
}
