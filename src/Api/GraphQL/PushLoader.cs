using GraphQL;
using GroupResults.Api.GraphQL.Types;
using GroupResults.Application.Results;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Api.GraphQL;

/// <summary>Loads a push with only the parts that the query requests, all of one version.</summary>
internal sealed class PushLoader(IMediator mediator)
{
    internal async Task<PushView?> LoadAsync(IResolveFieldContext context, PushKey push, PushHead? head)
    {
        var report = context.Operation();
        var view = await mediator.Send(new GetPush(push, PartsAskedFor(context), head, report.Purpose), context.CancellationToken);
        if (view is not null) report.Add(context, view);
        return view;
    }

    internal async Task<List<PushView>> LoadAllAsync(IResolveFieldContext context, IReadOnlyList<PushHead> heads)
    {
        var parts = PartsAskedFor(context);
        var views = new List<PushView>(heads.Count);
        foreach (var head in heads)
        {
            if (await mediator.Send(new GetPush(head.Push, parts, head), context.CancellationToken) is not { } view) continue;
            context.Operation().Add(context, view, views.Count);
            views.Add(view);
        }

        return views;
    }

    /// <returns>A push or a task run; null if none has this id.</returns>
    internal async Task<object?> LoadNodeAsync(IResolveFieldContext context, string id)
    {
        if (OpaqueCursor.Named(id) is not var (push, taskRun)) return null;
        var report = context.Operation();
        report.Caller.Ensure(AccessScopes.Read, push.Repository, "id");
        var parts = taskRun is null ? PartsOf(FieldNames.Below(context)) : PushParts.TaskRuns;
        var view = await mediator.Send(new GetPush(push, parts, Purpose: report.Purpose), context.CancellationToken);
        if (view is null) return null;
        report.Add(context, view);
        if (taskRun is not { } key) return view;
        var snapshot = view.Snapshot!;
        return snapshot.TaskRuns.FirstOrDefault(run => run.Key == key) is { } run ? new TaskRunNode(run, snapshot) : null;
    }

    private static PushParts PartsAskedFor(IResolveFieldContext context) =>
        PartsOf(context.SubFields!.Values.Select(sub => sub.Field.Name.StringValue));

    private static PushParts PartsOf(IEnumerable<string> fields)
    {
        var parts = PushParts.None;
        foreach (var field in fields)
        {
            parts |= field switch
            {
                "resultMap" => PushParts.ResultMap,
                "counts" => PushParts.Counts,
                "tasks" or "changes" => PushParts.TaskRuns,
                _ => PushParts.None,
            };
        }

        return parts;
    }
}
