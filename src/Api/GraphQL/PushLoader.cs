using GraphQL;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Api.GraphQL;

/// <summary>Loads a push with just the parts that the query below the field asks for, all of one version.</summary>
internal sealed class PushLoader(IMediator mediator)
{
    internal async Task<PushView?> LoadAsync(IResolveFieldContext context, PushKey push, PushHead? head)
    {
        var report = CacheReport.Of(context);
        var view = await mediator.Send(new GetPush(push, PartsAskedFor(context), head, report.CountsParts), context.CancellationToken);
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
            CacheReport.Of(context).Add(context, view, views.Count);
            views.Add(view);
        }

        return views;
    }

    private static PushParts PartsAskedFor(IResolveFieldContext context)
    {
        var parts = PushParts.None;
        foreach (var (_, (field, _)) in context.SubFields!)
        {
            parts |= field.Name.StringValue switch
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
