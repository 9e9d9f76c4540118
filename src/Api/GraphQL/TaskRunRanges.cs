using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using GroupResults.Application.Results;

namespace GroupResults.Api.GraphQL;

/// <summary>Recognizes pushes of which a page of task runs is enough, so that the others are not read.</summary>
internal static class TaskRunRanges
{
    /// <summary>Fields below <c>tasks</c> that need all task runs.</summary>
    private static readonly string[] OfTheWhole = ["totalCount", "push"];

    /// <param name="context">Of a push.</param>
    /// <returns>Null if all task runs are needed, or none.</returns>
    internal static TaskRunRange? AskedFor(IResolveFieldContext context, Func<string, PushParts> partOf)
    {
        (GraphQLField Field, FieldType Type)? tasks = null;
        foreach (var (field, type) in context.SubFields!.Values)
        {
            if (!partOf(type.Name).HasFlag(PushParts.TaskRuns)) continue;
            if (tasks is not null || type.Name != "tasks") return null;
            tasks = (field, type);
        }

        return tasks is var (only, of) ? Of(context, only, of) : null;
    }

    private static TaskRunRange? Of(IResolveFieldContext context, GraphQLField field, FieldType type)
    {
        if (FieldNames.AnywhereBelow(field, context.Document).Any(OfTheWhole.Contains)) return null;
        var arguments = ExecutionHelper.GetArguments(type.Arguments, field.Arguments, context.Variables, context.Document, field, directive: null);
        if (arguments is null || arguments.Any(argument => argument.Key is not ("first" or "after") && argument.Value.Value is not null)) return null;
        if (arguments["first"].Value is not int first) return null;
        var after = arguments.TryGetValue("after", out var cursor) ? cursor.Value as string : null;

        // One more tells whether there is a next page. The field itself refuses a cursor of something else.
        if (after is null) return new TaskRunRange(After: 0, first + 1);
        return OpaqueCursor.FindTaskRun(after) is { } place ? new TaskRunRange(place.Version, first + 1) : null;
    }
}
