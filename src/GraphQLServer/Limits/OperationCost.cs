using System.Collections;
using System.Globalization;
using System.Numerics;
using GraphQL;
using GraphQLParser.AST;
using GraphQLServer.Documents;

namespace GraphQLServer.Limits;

/// <summary>
/// Estimates an operation's cost from the costs of the schema's fields. Merged fields count once. Conditional fields count as included.
/// </summary>
public sealed class OperationCost
{
    private readonly GraphQLServerOptions _options;
    private readonly GraphQLOperationDefinition _operation;
    private readonly Inputs? _variables;

    private OperationCost(GraphQLServerOptions options, GraphQLOperationDefinition operation, Inputs? variables)
    {
        _options = options;
        _operation = operation;
        _variables = variables;
    }

    /// <exception cref="RefusedException">The cost exceeds the limit, or a page size is out of range.</exception>
    internal static double Ensure(GraphQLServerOptions options, DescribedOperation operation, Inputs? variables)
    {
        var query = new OperationCost(options, operation.Definition, variables);
        var cost = query.CostOf(operation.Fields, pageSize: 1);
        return cost <= options.Limits.Cost ? cost : throw query.TooExpensive(query.Describe(cost, operation.Fields));
    }

    /// <summary>Estimates the cost without comparing it with the limit.</summary>
    /// <exception cref="RefusedException">A page size is out of range.</exception>
    internal static CostReport Describe(GraphQLServerOptions options, DescribedOperation operation, Inputs? variables)
    {
        var query = new OperationCost(options, operation.Definition, variables);
        return query.Describe(query.CostOf(operation.Fields, pageSize: 1), operation.Fields);
    }

    private CostReport Describe(double cost, IReadOnlyList<SelectedField> fields)
    {
        var (path, part) = MostExpensiveOf(fields);
        return new CostReport(cost, _options.Limits.Cost, path, part);
    }

    private RefusedException TooExpensive(CostReport report)
    {
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"The query costs {Math.Ceiling(report.Total):0}; the limit is {report.Limit}. The most expensive path is {report.Path}, at {Math.Ceiling(report.PathCost):0}. {_options.CostHint} Request less at once.");
        return new RefusedException(new Refusal("TOO_COMPLEX", "query", message) { Figures = report.ToFigures() });
    }

    /// <summary>Follows the most expensive field at each level. A leaf is named only if it makes up half of its parent's cost.</summary>
    private (string Path, double Cost) MostExpensiveOf(IReadOnlyList<SelectedField> fields)
    {
        var (path, cost, times, pageSize) = ("", 0.0, 1.0, 1);
        while (fields.Count > 0)
        {
            var size = pageSize;
            var top = fields.MaxBy(field => CostOf(field, size))!;
            var topCost = times * CostOf(top, size);
            if (!top.HasSelections && topCost < cost / 2) break;
            (path, cost) = (path.Length == 0 ? top.Name.ToString() : $"{path}.{top.Name}", topCost);
            if (!top.HasSelections) break;
            var price = PriceOf(top, size);
            (fields, times, pageSize) = (top.Fields, times * price.Times, price.PageSize);
        }

        return (path, cost);
    }

    /// <param name="pageSize">The page size of the fields' object.</param>
    private double CostOf(IReadOnlyList<SelectedField> fields, int pageSize)
    {
        var cost = 0.0;
        foreach (var field in fields) cost += CostOf(field, pageSize);
        return cost;
    }

    private double CostOf(SelectedField field, int pageSize)
    {
        if (!field.HasSelections) return field.Cost is { Items: ListLength.None, Own: { } own } ? own : FieldCost.Leaf;
        var price = PriceOf(field, pageSize);
        return price.Own + (price.Times * CostOf(field.Fields, price.PageSize));
    }

    private Price PriceOf(SelectedField field, int pageSize) => field.Cost switch
    {
        null => new Price(FieldCost.Node),
        { Items: ListLength.Fixed } cost => ListOf(cost.Length),
        { Items: ListLength.Page } => ListOf(pageSize),
        { Items: ListLength.ArgumentLength } cost => ListOf(LengthOf(Argument(field.First, cost.Argument!)), cost.Own ?? FieldCost.Node),
        { Items: ListLength.NumberArgument } cost => new Price(cost.Own ?? FieldCost.Node, PageSize(field, cost)),
        { Items: ListLength.PageArgument } cost => new Price(cost.Own ?? FieldCost.Node, PageSize: PageSize(field, cost)),
        var cost => new Price(cost.Own ?? FieldCost.Node, cost.Times),
    };

    private static Price ListOf(int length, double each = FieldCost.Node) => new(length * each, length);

    /// <summary>The largest page size if merged fields differ; such a document is invalid.</summary>
    private int PageSize(SelectedField field, FieldCost cost)
    {
        var size = 0;
        foreach (var each in field.All)
        {
            var asked = Number(Argument(each, cost.Argument!)) ?? cost.Length;
            if (asked < 1 || asked > _options.Limits.PageSize)
                throw new RefusedException("INVALID_INPUT", cost.Argument, $"{cost.Argument} is {asked}; a page has 1 to {_options.Limits.PageSize}.");
            size = Math.Max(size, (int)asked);
        }

        return size;
    }

    /// <summary>A literal's node or a variable's value; null if there is none.</summary>
    private object? Argument(GraphQLField field, string name)
    {
        var value = field.Arguments?.ValueFor(name);
        if (value is not GraphQLVariable variable) return value;
        var variableName = variable.Name.StringValue;
        if (_variables?.TryGetValue(variableName, out var given) is true) return given;
        return _operation.Variables?.FirstOrDefault(definition => definition.Variable.Name.StringValue == variableName)?.DefaultValue;
    }

    /// <summary>Null if the value is not a number: it is invalid then, or the schema's default applies.</summary>
    private static long? Number(object? value) => value switch
    {
        GraphQLIntValue literal => long.TryParse(literal.Value.Span, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
            : literal.Value.Span is ['-', ..] ? long.MinValue : long.MaxValue,
        int number => number,
        long number => number,
        double number => number < long.MaxValue ? (long)number : long.MaxValue,
        decimal number => (long)Math.Clamp(number, long.MinValue, long.MaxValue),
        BigInteger number => number.Sign < 0 ? long.MinValue : long.MaxValue,
        _ => null,
    };

    /// <summary>A value that is not a list counts as a list of one.</summary>
    private static int LengthOf(object? value) => value switch
    {
        GraphQLListValue { Values: { } values } => values.Count,
        string or IDictionary => 1,
        IDictionary<string, object?> => 1,
        ICollection list => list.Count,
        _ => 1,
    };

    /// <summary>A field's own cost, and the factor for the fields below it.</summary>
    private readonly record struct Price(double Own, double Times = 1, int PageSize = 1);
}
