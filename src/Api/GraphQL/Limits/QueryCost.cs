using System.Collections;
using System.Globalization;
using GraphQL;
using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.GraphQL.Types;
using GroupResults.Api.Settings;
using GroupResults.Application.Results;

namespace GroupResults.Api.GraphQL.Limits;

/// <summary>
/// What an operation may come to, estimated by its fields alone: 1,000 is about the work and the bytes of all results of the
/// largest pushes once, as typed fields. Fields that merge count once; conditions count as met.
/// </summary>
internal sealed class QueryCost
{
    /// <summary>A result map of a large push is about 4 MB: two of them pass, three do not.</summary>
    private const double ResultMap = 350;

    /// <summary>All task runs are looked at, however few are on the page.</summary>
    private const double TaskRuns = 10;

    private const double Counts = 5;
    private const double Node = 0.05;
    private const double Leaf = 0.003;

    /// <summary>On average of large pushes.</summary>
    private const int ResultsOfATaskRun = 25;

    /// <summary>Hardly ever do all task runs of a push change between two looks.</summary>
    private const int ChangedTaskRuns = 1000;

    /// <summary>The schema's types are small and in memory; the lists below it are as long as they are in this schema.</summary>
    private const double OfIntrospection = 0.1;

    private readonly QueryLimits _limits;
    private readonly Inputs? _variables;
    private readonly GraphQLOperationDefinition _operation;
    private readonly FragmentTable _fragments;

    private QueryCost(QueryLimits limits, FragmentTable fragments, GraphQLOperationDefinition operation, Inputs? variables)
    {
        _limits = limits;
        _operation = operation;
        _variables = variables;
        _fragments = fragments;
    }

    /// <param name="fragments">Of a document within the limits of documents.</param>
    /// <exception cref="MalformedRequestException">It costs too much, or the size of a page is out of range.</exception>
    internal static double Ensure(QueryLimits limits, FragmentTable fragments, GraphQLOperationDefinition operation, Inputs? variables)
    {
        var query = new QueryCost(limits, fragments, operation, variables);
        var fields = fragments.Merge(operation.SelectionSet);
        var cost = query.CostOf(fields, listSize: 1);
        return cost <= limits.Cost ? cost : throw query.TooDear(cost, fields);
    }

    private MalformedRequestException TooDear(double cost, List<MergedField> fields)
    {
        var (path, part) = DearestOf(fields);
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"The query costs {Math.Ceiling(cost):0}; the most is {_limits.Cost}. The most expensive path is {path}, at {Math.Ceiling(part):0}. A result map costs {ResultMap}; a list costs its items times the length requested. Request less at once.");
        return new MalformedRequestException(statusCode: 0, "TOO_COMPLEX", "query", message)
        {
            Figures = new Dictionary<string, object>(StringComparer.Ordinal) { ["cost"] = (long)Math.Ceiling(cost), ["maxCost"] = _limits.Cost },
        };
    }

    /// <summary>Follows the most expensive field at each level. A leaf is named only where it makes up half of its parent's cost.</summary>
    private (string Path, double Cost) DearestOf(List<MergedField> fields)
    {
        var (path, cost, times, listSize) = ("", 0.0, 1.0, 1);
        while (fields.Count > 0)
        {
            var size = listSize;
            var dearest = fields.MaxBy(field => CostOf(field, size));
            var dearestCost = times * CostOf(dearest, size);
            if (!dearest.HasSelections && dearestCost < cost / 2) break;
            (path, cost) = (path.Length == 0 ? dearest.Name.ToString() : $"{path}.{dearest.Name}", dearestCost);
            if (!dearest.HasSelections) break;
            var price = PriceOf(dearest, size);
            (fields, times, listSize) = (_fragments.Merge(dearest), times * price.Times, price.ListSize);
        }

        return (path, cost);
    }

    /// <param name="listSize">What <c>nodes</c> and <c>edges</c> of this object may have.</param>
    private double CostOf(List<MergedField> fields, int listSize)
    {
        var cost = 0.0;
        foreach (var field in fields) cost += CostOf(field, listSize);
        return cost;
    }

    private double CostOf(MergedField field, int listSize)
    {
        if (!field.HasSelections) return field.First.Name.Value.Span is "resultMap" ? ResultMap : Leaf;
        var price = PriceOf(field, listSize);
        return price.Own + (price.Times * CostOf(_fragments.Merge(field), price.ListSize));
    }

    private Price PriceOf(MergedField field, int listSize) => field.First.Name.Value.Span switch
    {
        "pushes" => new Price(Counts, ListSize: PageSize(field, QueryType.DefaultPageSize)),
        "tasks" => new Price(TaskRuns, ListSize: PageSize(field, TaskRunPage.DefaultPageSize)),
        "nodes" or "edges" => ListOf(listSize),
        "results" => new Price(0, Times: ResultsOfATaskRun),
        "changes" or SubscriptionType.PushUpdated or SubscriptionType.PushActivity => new Price(TaskRuns),
        "taskRuns" => ListOf(ChangedTaskRuns),
        "counts" or "cacheStatistics" => new Price(Counts),
        "node" when field.First.Arguments is not null => new Price(TaskRuns), // That of the query; those of edges have none.
        "recordGroupResultsBatch" => ListOf(LengthOf(Argument(field.First, "inputs"))),
        "__schema" or "__type" => new Price(0, Times: OfIntrospection),
        "types" => ListOf(60),
        "fields" or "inputFields" => ListOf(8),
        "args" or "enumValues" or "directives" or "interfaces" or "possibleTypes" => ListOf(3),
        _ => new Price(Node),
    };

    private static Price ListOf(int length) => new(length * Node, length);

    /// <summary>The largest, where fields that are to merge differ; such a document is not valid.</summary>
    private int PageSize(MergedField field, int fallback)
    {
        var size = 0;
        foreach (var each in field.All)
        {
            var asked = Number(Argument(each, "first")) ?? fallback;
            if (asked < 1 || asked > _limits.PageSize)
                throw MalformedRequestException.Refused("INVALID_INPUT", "first", $"first is {asked}; a page has 1 to {_limits.PageSize}.");
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
        System.Numerics.BigInteger number => number.Sign < 0 ? long.MinValue : long.MaxValue,
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
    private readonly record struct Price(double Own, double Times = 1, int ListSize = 1);
}
