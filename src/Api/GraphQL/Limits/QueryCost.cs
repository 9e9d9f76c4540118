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
        var cost = new QueryCost(limits, fragments, operation, variables).CostOf(fragments.Merge(operation.SelectionSet), listSize: 1);
        if (cost > limits.Cost)
        {
            throw MalformedRequestException.Refused(
                "TOO_COMPLEX",
                "query",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The query costs {Math.Ceiling(cost):0}; the most is {limits.Cost}. Each result map costs {ResultMap}, and lists by the length that is asked for: ask for less at once."));
        }

        return cost;
    }

    /// <param name="listSize">What <c>nodes</c> and <c>edges</c> of this object may have.</param>
    private double CostOf(List<MergedField> fields, int listSize)
    {
        var cost = 0.0;
        foreach (var field in fields) cost += field.HasSelections ? CostOf(field, _fragments.Merge(field), listSize) : CostOfLeaf(field);
        return cost;
    }

    private static double CostOfLeaf(MergedField field) => field.First.Name.Value.Span is "resultMap" ? ResultMap : Leaf;

    private double CostOf(MergedField field, List<MergedField> below, int listSize) => field.First.Name.Value.Span switch
    {
        "pushes" => Counts + CostOf(below, PageSize(field, QueryType.DefaultPageSize)),
        "tasks" => TaskRuns + CostOf(below, PageSize(field, TaskRunPage.DefaultPageSize)),
        "nodes" or "edges" => ListOf(listSize, below),
        "results" => ResultsOfATaskRun * CostOf(below, 1),
        "changes" or SubscriptionType.PushUpdated or SubscriptionType.PushActivity => TaskRuns + CostOf(below, 1),
        "taskRuns" => ListOf(ChangedTaskRuns, below),
        "counts" or "cacheStatistics" => Counts + CostOf(below, 1),
        "node" when field.First.Arguments is not null => TaskRuns + CostOf(below, 1), // That of the query; those of edges have none.
        "recordGroupResultsBatch" => ListOf(LengthOf(Argument(field.First, "inputs")), below),
        "__schema" or "__type" => OfIntrospection * CostOf(below, 1),
        "types" => ListOf(60, below),
        "fields" or "inputFields" => ListOf(8, below),
        "args" or "enumValues" or "directives" or "interfaces" or "possibleTypes" => ListOf(3, below),
        _ => Node + CostOf(below, 1),
    };

    private double ListOf(int length, List<MergedField> items) => length * (Node + CostOf(items, 1));

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
}
