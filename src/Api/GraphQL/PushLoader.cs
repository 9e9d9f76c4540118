using System.Collections.Frozen;
using GraphQL;
using GroupResults.Api.GraphQL.Types;
using GroupResults.Application.Caching;
using GroupResults.Application.Pushes;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using MediatR;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// Loads a push with only the parts that the query requests, all of one version. A push that is asked questions comes from the operation's
/// snapshot, together with the pushes that the answers consult.
/// </summary>
internal sealed class PushLoader(IMediator mediator)
{
    /// <summary>The fields of a push that are answered by <see cref="QuestionedPush"/>.</summary>
    private static readonly FrozenSet<string> Questions = FrozenSet.Create(
        StringComparer.Ordinal, "groups", "configurations", "notRun", "comparison", "parent");

    /// <summary>Loads the push with this revision, else the only one whose revision begins with it; see <see cref="FindByPrefix"/>.</summary>
    internal async Task<PushView?> LoadNamedAsync(IResolveFieldContext context, PushKey named)
    {
        if (await LoadAsync(context, named, head: null) is { } view) return view;

        // A response that is to be kept is one of the push with exactly this revision.
        return context.Operation().Purpose is AnswerPurpose.Answer && await mediator.Send(new FindByPrefix(named), context.CancellationToken) is { } head
            ? await LoadAsync(context, head.Push, head)
            : null;
    }

    internal async Task<PushView?> LoadAsync(IResolveFieldContext context, PushKey push, PushHead? head)
    {
        var report = context.Operation();
        var view = AsksQuestions(context)
            ? (await QuestionsAsync(context, head)).Find(push)?.View(PartsAskedFor(context))
            : await mediator.Send(new GetPush(push, PartsAskedFor(context), head, report.Purpose) { Runs = RunsAskedFor(context) }, context.CancellationToken);
        if (view is not null) report.Add(context, view);
        return view;
    }

    internal async Task<List<PushView>> LoadAllAsync(IResolveFieldContext context, IReadOnlyList<PushHead> heads)
    {
        var parts = PartsAskedFor(context);
        var views = new List<PushView>(heads.Count);
        if (AsksQuestions(context))
        {
            var session = await QuestionsAsync(context, heads);
            views.AddRange(heads.Select(head => session.Find(head.Push)?.View(parts)).OfType<PushView>());
            return views;
        }

        var runs = RunsAskedFor(context);
        foreach (var head in heads)
        {
            if (await mediator.Send(new GetPush(head.Push, parts, head) { Runs = runs }, context.CancellationToken) is not { } view) continue;
            context.Operation().Add(context, view, views.Count);
            views.Add(view);
        }

        return views;
    }

    /// <summary>The push as a snapshot has it that was read for another part of the response.</summary>
    internal async Task<PushView> ViewOfAsync(IResolveFieldContext context, PushSnapshot snapshot) =>
        AsksQuestions(context) && (await QuestionsAsync(context, snapshot.Head)).Find(snapshot.Head.Push) is { } push
            ? push.View(PartsAskedFor(context))
            : PushView.Of(snapshot, PartsAskedFor(context));

    /// <returns>Null if no push of the repository is stored.</returns>
    internal async Task<QuestionedRepository?> LoadRepositoryAsync(IResolveFieldContext context, string repository) =>
        (await QuestionsAsync(context)).FindRepository(repository);

    /// <summary>Those that the caller may read.</summary>
    internal async Task<IEnumerable<QuestionedRepository>> LoadRepositoriesAsync(IResolveFieldContext context)
    {
        var caller = context.Operation().Caller;
        return (await QuestionsAsync(context)).ReadRepositories().Where(repository => caller.Refuse(AccessScopes.Read, repository.Name) is null);
    }

    /// <returns>A push, a task run, a repository or a group; null if none has this id.</returns>
    internal async Task<object?> LoadNodeAsync(IResolveFieldContext context, string id)
    {
        if (OpaqueCursor.NamedInRepository(id) is var (repository, group)) return await LoadInRepositoryAsync(context, repository, group, "id");
        if (OpaqueCursor.Named(id) is not var (push, taskRun)) return null;
        context.Operation().Caller.Ensure(AccessScopes.Read, push.Repository, "id");
        return (await LoadNodesAsync(context, push, [taskRun], index: null))[0];
    }

    /// <summary>Reads each push once, so that all of its nodes are of one version.</summary>
    /// <returns>A push, a task run, a repository, a group or null for each id.</returns>
    internal async Task<object?[]> LoadNodesAsync(IResolveFieldContext context, IReadOnlyList<string> ids)
    {
        var nodes = new object?[ids.Count];
        var named = new List<(int Place, PushKey Push, TaskRunKey? TaskRun)>(ids.Count);
        for (var i = 0; i < ids.Count; i++)
        {
            if (OpaqueCursor.NamedInRepository(ids[i]) is var (repository, group))
                nodes[i] = await LoadInRepositoryAsync(context, repository, group, $"ids[{i}]");
            if (OpaqueCursor.Named(ids[i]) is not var (push, taskRun)) continue;
            context.Operation().Caller.Ensure(AccessScopes.Read, push.Repository, $"ids[{i}]");
            named.Add((i, push, taskRun));
        }

        foreach (var ofPush in named.GroupBy(each => each.Push).Select(group => group.ToList()))
        {
            var loaded = await LoadNodesAsync(context, ofPush[0].Push, [.. ofPush.Select(each => each.TaskRun)], ofPush[0].Place);
            for (var i = 0; i < loaded.Count; i++) nodes[ofPush[i].Place] = loaded[i];
        }

        return nodes;
    }

    private async Task<object?> LoadInRepositoryAsync(IResolveFieldContext context, string name, string? group, string field)
    {
        context.Operation().Caller.Ensure(AccessScopes.Read, name, field);
        var repository = await LoadRepositoryAsync(context, name);
        return group is null ? repository : repository?.FindGroup(group);
    }

    /// <param name="taskRuns">The task runs of the push; null for the push itself.</param>
    /// <param name="index">The push's first index, if the field is a list.</param>
    private async Task<IReadOnlyList<object?>> LoadNodesAsync(IResolveFieldContext context, PushKey push, IReadOnlyList<TaskRunKey?> taskRuns, int? index)
    {
        var report = context.Operation();
        var parts = taskRuns.Contains(null) ? PartsOf(FieldNames.Below(context)) : PushParts.None;
        if (taskRuns.Any(taskRun => taskRun is not null)) parts |= PushParts.TaskRuns;
        var view = AsksQuestions(context)
            ? (await QuestionsAsync(context)).Find(push)?.View(parts)
            : await mediator.Send(new GetPush(push, parts, Purpose: report.Purpose), context.CancellationToken);
        if (view is null) return new object?[taskRuns.Count];
        report.Add(context, view, index);
        var runs = view.Snapshot is { } snapshot && taskRuns.Any(taskRun => taskRun is not null)
            ? TaskRunView.All(snapshot).ToDictionary(run => run.Key, run => new TaskRunNode(run, snapshot))
            : null;
        return [.. taskRuns.Select(object? (taskRun) => taskRun is { } key ? runs!.GetValueOrDefault(key) : view)];
    }

    /// <summary>The push of the field, as the operation's snapshot has it.</summary>
    internal static QuestionedPush QuestionedPush(IResolveFieldContext<PushView> context) => context.Operation().Questions?.Find(context.Source.Head.Push)
        ?? throw new InvalidOperationException("The push was not loaded for questions.");

    /// <summary>A push of the operation's snapshot that another answer led to.</summary>
    internal static PushView ViewOf(IResolveFieldContext context, PushHead push) =>
        ViewOf(context, context.Operation().Questions!.Find(push.Push) ?? throw new InvalidOperationException("The snapshot has lost a push."));

    /// <summary>A push that another one led to.</summary>
    internal static PushView ViewOf(IResolveFieldContext context, QuestionedPush push) => push.View(PartsAskedFor(context));

    private Task<QuestionSession> QuestionsAsync(IResolveFieldContext context, PushHead? reached = null) =>
        QuestionsAsync(context, reached is null ? [] : [reached]);

    /// <summary>Opens the operation's snapshot, or a later one for a push that has changed since.</summary>
    /// <param name="reached">The pushes as they were written or read for this field; the snapshot has at least these versions.</param>
    private async Task<QuestionSession> QuestionsAsync(IResolveFieldContext context, IReadOnlyList<PushHead> reached)
    {
        var operation = context.Operation();
        if (operation.QuestionsFor(context) is { } open && reached.All(head => open.Find(head.Push)?.Head.IsAtLeast(head) is true)) return open;
        return operation.Use(await mediator.Send(new OpenQuestions(), context.CancellationToken), context);
    }

    /// <summary>At any depth: what the push leads to comes from the same snapshot.</summary>
    private static bool AsksQuestions(IResolveFieldContext context) => FieldNames.AnywhereBelow(context).Any(Questions.Contains);

    private static PushParts PartsAskedFor(IResolveFieldContext context) =>
        PartsOf(context.SubFields!.Values.Select(sub => sub.Field.Name.StringValue));

    private static TaskRunRange? RunsAskedFor(IResolveFieldContext context) => TaskRunRanges.AskedFor(context, field => PartsOf([field]));

    private static PushParts PartsOf(IEnumerable<string> fields)
    {
        var parts = PushParts.None;
        foreach (var field in fields)
        {
            parts |= field switch
            {
                "resultMap" => PushParts.ResultMap,
                "counts" => PushParts.Counts,
                "tasks" or "changes" or "completion" or "classifications" => PushParts.TaskRuns,
                _ => PushParts.None,
            };
        }

        return parts;
    }
}
