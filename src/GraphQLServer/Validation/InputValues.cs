using System.Collections;
using System.Globalization;
using GraphQL.Types;
using GraphQLParser.AST;

namespace GraphQLServer.Validation;

/// <summary>
/// Finds the first part of a value that does not fit its type. Unlike the library's errors, the message is the same for literals
/// and variables, and it names what is allowed.
/// </summary>
internal static class InputValues
{
    /// <param name="field">The path of the value, such as <c>input.results[7].status</c>.</param>
    /// <returns>The first fault; null if the value fits.</returns>
    internal static Refusal? FaultOf(IGraphType type, object? value, string field) => type switch
    {
        _ when value is GraphQLVariable => null, // Checked separately.
        NonNullGraphType when IsNull(value) => Fault(field, $"is null; it must be of type {type}"),
        NonNullGraphType nonNull => FaultOf(nonNull.ResolvedType!, value, field),
        _ when IsNull(value) => null,
        ListGraphType list => FaultOfList(list.ResolvedType!, value, field),
        IInputObjectGraphType input => FaultOfObject(input, value, field),
        EnumerationGraphType enumeration when !CanParse(enumeration, value) =>
            Fault(field, $"is {(value is GraphQLStringValue ? "the string " : "")}{Show(value)}; {enumeration.Name} is one of {string.Join(", ", enumeration.Values.Select(each => each.Name))}"),
        ScalarGraphType scalar when !CanParse(scalar, value) => Fault(field, $"is {ShowWithType(value)}; it must be of type {scalar.Name}"),
        _ => null,
    };

    /// <summary>The fault of a required value that was not sent.</summary>
    internal static Refusal Missing(IGraphType type, string field) => Fault(field, $"is missing; it must be of type {type}");

    private static Refusal? FaultOfList(IGraphType itemType, object? value, string field)
    {
        var items = value switch
        {
            GraphQLListValue literal => literal.Values ?? [],
            IDictionary => null,
            IList list => list.Cast<object?>(),
            _ => null,
        };
        return items is null
            ? FaultOf(itemType, value, field) // GraphQL coerces a single value to a list of one.
            : items.Select((item, index) => FaultOf(itemType, item, string.Create(CultureInfo.InvariantCulture, $"{field}[{index}]"))).FirstOrDefault(fault => fault is not null);
    }

    private static Refusal? FaultOfObject(IInputObjectGraphType type, object? value, string field)
    {
        var given = value switch
        {
            GraphQLObjectValue literal => (literal.Fields ?? []).Select(each => (Name: each.Name.StringValue, Value: (object?)each.Value)),
            IDictionary<string, object?> map => map.Select(each => (Name: each.Key, each.Value)),
            _ => null,
        };
        if (given is null) return Fault(field, $"is {ShowWithType(value)}; it must be of type {type.Name}");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, each) in given)
        {
            if (type.Fields.Find(name) is not { } known) return Fault(field, $"has the field {ClientValue.Quote(name)}, which {type.Name} does not have");
            seen.Add(name);
            if (FaultOf(known.ResolvedType!, each, $"{field}.{name}") is { } fault) return fault;
        }

        var missing = type.Fields.FirstOrDefault(each => each is { ResolvedType: NonNullGraphType, DefaultValue: null } && !seen.Contains(each.Name));
        return missing is null ? null : Missing(missing.ResolvedType!, $"{field}.{missing.Name}");
    }

    private static bool IsNull(object? value) => value is null or GraphQLNullValue;

    private static bool CanParse(ScalarGraphType type, object? value) =>
        value is GraphQLValue literal ? type.CanParseLiteral(literal) : value is not (IDictionary or IList) && type.CanParseValue(value);

    /// <summary>Tells a string from the number or the name that it looks like.</summary>
    private static string ShowWithType(object? value) => value switch
    {
        GraphQLStringValue or string => $"the string {Show(value)}",
        GraphQLEnumValue => $"the name {Show(value)}",
        GraphQLIntValue or GraphQLFloatValue or IFormattable => $"the number {Show(value).Trim('\'')}",
        _ => Show(value),
    };

    private static string Show(object? value) => value switch
    {
        GraphQLListValue or IList => "a list",
        GraphQLObjectValue or IDictionary or IDictionary<string, object?> => "an object",
        GraphQLStringValue text => ClientValue.Quote(text.Value.ToString()),
        IHasValueNode literal => ClientValue.Quote(literal.Value.ToString()),
        GraphQLEnumValue literal => ClientValue.Quote(literal.Name.StringValue),
        bool truth => truth ? "true" : "false",
        _ => ClientValue.Quote(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static Refusal Fault(string field, string fault) => new("INVALID_INPUT", field, $"{field} {fault}.");
}
