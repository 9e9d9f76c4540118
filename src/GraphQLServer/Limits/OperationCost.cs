using System.Collections;
using System.Globalization;
using System.Numerics;
using GraphQL;
using GraphQLParser.AST;
using GraphQLServer.Documents;

namespace GraphQLServer.Limits;

/// <summary>
/// What an operation may come to, estimated by the costs that stand on the schema's fields. Fields that merge count once; conditions
/// count as met.
/// </summary>
public sealed class OperationCost
{
    /// <summary>Of an object, and of each item of a list.</summary>
    private const double Node = 0.05;

    private const double Leaf = 0.003;

    private readonly OperationLimits _limits;
    private readonly GraphQLOperationDefinition _operation;
    private readonly Inputs? _variables;

    private OperationCost(OperationLimits limits, GraphQLOperationDefinition operation, Inputs? variables)
    {
        _limits = limits;
        _operation = operation;
        _variables = variables;
    }

    /// <exception cref="RefusedException">It costs too much, or the size of a page is out of range.</exception>
    internal static double Ensure(OperationLimits limits, DescribedOperation operation, Inputs? variables)
    {
        var query = new OperationCost(limits, operation.Definition, variables);
        var cost = query.CostOf(operation.Fields, pageSize: 1);
        return cost <= limits.Cost ? cost : throw query.TooDear(cost, operation.Fields);
    }

    private RefusedException TooDear(double cost, IReadOnlyList<SelectedField> fields)
    {
        var (path, part) = DearestOf(fields);
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"The query costs {Math.Ceiling(cost):0}; the most is {_limits.Cost}. The most expensive path is {path}, at {Math.Ceiling(part):0}. {_limits.CostHint} Request less at once.");
        return new RefusedException(new Refusal("TOO_COMPLEX", "query", message)
        {
            Figures = new Dictionary<string, object>(StringComparer.Ordinal) { ["cost"] = (long)Math.Ceiling(cost), ["maxCost"] = _limits.Cost },
        });
    }

    /// <summary>Follows the most expensive field at each level. A leaf is named only where it makes up half of its parent's cost.</summary>
    private (string Path, double Cost) DearestOf(IReadOnlyList<SelectedField> fields)
    {
        var (path, cost, times, pageSize) = ("", 0.0, 1.0, 1);
        while (fields.Count > 0)
        {
            var size = pageSize;
            var dearest = fields.MaxBy(field => CostOf(field, size))!;
            var dearestCost = times * CostOf(dearest, size);
            if (!dearest.HasSelections && dearestCost < cost / 2) break;
            (path, cost) = (path.Length == 0 ? dearest.Name.ToString() : $"{path}.{dearest.Name}", dearestCost);
            if (!dearest.HasSelections) break;
            var price = PriceOf(dearest, size);
            (fields, times, pageSize) = (dearest.Fields, times * price.Times, price.PageSize);
        }

        return (path, cost);
    }

    /// <param name="pageSize">Of the page that the fields' object is.</param>
    private double CostOf(IReadOnlyList<SelectedField> fields, int pageSize)
    {
        var cost = 0.0;
        foreach (var field in fields) cost += CostOf(field, pageSize);
        return cost;
    }

    private double CostOf(SelectedField field, int pageSize)
    {
        if (!field.HasSelections) return field.Cost is { Items: ListLength.None, Own: { } own } ? own : Leaf;
        var price = PriceOf(field, pageSize);
        return price.Own + (price.Times * CostOf(field.Fields, price.PageSize));
    }

    private Price PriceOf(SelectedField field, int pageSize) => field.Cost switch
    {
        null => new Price(Node),
        { Items: ListLength.Fixed } cost => ListOf(cost.Length),
        { Items: ListLength.Page } => ListOf(pageSize),
        { Items: ListLength.ArgumentLength } cost => ListOf(LengthOf(Argument(field.First, cost.Argument!))),
        { Items: ListLength.PageArgument } cost => new Price(cost.Own ?? Node, PageSize: PageSize(field, cost)),
        var cost => new Price(cost.Own ?? Node, cost.Times),
    };

    private static Price ListOf(int length) => new(length * Node, length);

    /// <summary>The largest, where fields that are to merge differ; such a document is not valid.</summary>
    private int PageSize(SelectedField field, FieldCost cost)
    {
        var size = 0;
        foreach (var each in field.All)
        {
            var asked = Number(Argument(each, cost.Argument!)) ?? cost.Length;
            if (asked < 1 || asked > _limits.PageSize)
                throw new RefusedException("INVALID_INPUT", cost.Argument, $"{cost.Argument} is {asked}; a page has 1 to {_limits.PageSize}.");
            size = Math.Max(size, (int)asked);
        }

        return size;
    }

    /// <summary>A literal's node or a variable's value; null where there is none.</summary>
    private object? Argument(GraphQLField field, string name)
    {
        var value = field.Arguments?.ValueFor(name);
        if (value is not GraphQLVariable variable) return value;
        var variableName = variable.Name.StringValue;
        if (_variables?.TryGetValue(variableName, out var given) is true) return given;
        return _operation.Variables?.FirstOrDefault(definition => definition.Variable.Name.StringValue == variableName)?.DefaultValue;
    }

    /// <summary>Null where it is no number: it is not valid then, or the schema's default holds.</summary>
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

    /// <summary>What is no list is taken for a list of one.</summary>
    private static int LengthOf(object? value) => value switch
    {
        GraphQLListValue { Values: { } values } => values.Count,
        string or IDictionary => 1,
        IDictionary<string, object?> => 1,
        ICollection list => list.Count,
        _ => 1,
    };

    /// <summary>What a field costs: for itself, and how often what stands in it.</summary>
    private readonly record struct Price(double Own, double Times = 1, int PageSize = 1);
}
