using System.Collections.Frozen;
using GraphQL;
using GroupResults.Api.GraphQL.Types;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// Loads a push with only the parts that the query requests, all of one version. A push that is asked questions comes from the operation's
/// snapshot, together with the pushes that the answers consult.
/// </summary>
internal sealed class PushLoader(IMediator mediator, QuestionSessions sessions)
{
    /// <summary>The fields of a push that are answered by <see cref="QuestionedPush"/>.</summary>
    private static readonly FrozenSet<string> Questions = FrozenSet.Create(
        StringComparer.Ordinal, "groups", "configurations", "notRun", "comparison", "parent");

    internal async Task<PushView?> LoadAsync(IResolveFieldContext context, PushKey push, PushHead? head)
    {
        var report = context.Operation();
        var view = AsksQuestions(context)
            ? report.Questions(sessions, head).Find(push)?.View(PartsAskedFor(context))
            : await mediator.Send(new GetPush(push, PartsAskedFor(context), head, report.Purpose), context.CancellationToken);
        if (view is not null) report.Add(context, view);
        return view;
    }

    internal async Task<List<PushView>> LoadAllAsync(IResolveFieldContext context, IReadOnlyList<PushHead> heads)
    {
        var parts = PartsAskedFor(context);
        var views = new List<PushView>(heads.Count);
        if (AsksQuestions(context))
        {
            var session = context.Operation().Questions(sessions);
            views.AddRange(heads.Select(head => session.Find(head.Push)?.View(parts)).OfType<PushView>());
            return views;
        }

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
        var fields = FieldNames.Below(context).ToList();
        var parts = taskRun is null ? PartsOf(fields) : PushParts.TaskRuns;
        var view = fields.Exists(Questions.Contains)
            ? report.Questions(sessions).Find(push)?.View(parts)
            : await mediator.Send(new GetPush(push, parts, Purpose: report.Purpose), context.CancellationToken);
        if (view is null) return null;
        report.Add(context, view);
        if (taskRun is not { } key) return view;
        var snapshot = view.Snapshot!;
        return snapshot.TaskRuns.FirstOrDefault(run => run.Key == key) is { } run ? new TaskRunNode(run, snapshot) : null;
    }

    /// <summary>The push of the field, as the operation's snapshot has it.</summary>
    internal QuestionedPush QuestionedPush(IResolveFieldContext<PushView> context) => context.Operation().Questions(sessions).Find(context.Source.Head.Push)
        ?? throw new InvalidOperationException("The push was not loaded for questions.");

    /// <summary>A push that another one led to.</summary>
    internal static PushView ViewOf(IResolveFieldContext context, QuestionedPush push) => push.View(PartsAskedFor(context));

    private static bool AsksQuestions(IResolveFieldContext context) =>
        context.SubFields!.Values.Any(sub => Questions.Contains(sub.Field.Name.StringValue));

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
