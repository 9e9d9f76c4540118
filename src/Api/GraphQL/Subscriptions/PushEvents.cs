using GraphQL;
using GraphQLServer.Execution;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Application.Admission;
using GroupResults.Application.Caching;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>
/// The payloads of subscriptions. A payload that several subscribers wait for is computed once: it is cached like a whole response, under
/// the push's version and a hash of the operation and the position where it begins.
/// </summary>
internal sealed class PushEvents(IMediator mediator)
{
    /// <param name="head">The payload is of this version or a later one.</param>
    /// <param name="since">The position of the subscribers; null if they know nothing of the push.</param>
    /// <returns>The response to the operation; null if the push is gone.</returns>
    /// <exception cref="ResponseNotKeptException">The response has errors.</exception>
    internal Task<PushAnswer?> GetAsync(PushFeed feed, ClientId client, PushHead head, PushCursor? since, CancellationToken cancellationToken) => mediator.Send(
        new GetAnswer<EventPayload>(head.Push, new EventPayload(feed, since))
        {
            Head = head,
            Purpose = AnswerPurpose.Part,
            Client = client,
            Cost = since is null ? feed.Operation.Cost : 0, // Changes since a position are few as a rule; a whole push is not.
        },
        cancellationToken);
}

/// <summary>The payload of a subscription for subscribers at one position.</summary>
internal sealed record EventPayload(PushFeed Feed, PushCursor? Since) : IPushContent
{
    private readonly UInt128 _hash = QueryHash.At(Feed.Hash, Since);

    public CachePart PartFor(PushStability stability) => ResponseParts.Of(_hash, stability, ConsultsRepository);

    public bool ConsultsRepository => Feed.ConsultsRepository;
}

/// <summary>Executes a subscription's operation with the changes at its root.</summary>
internal sealed class EventPayloadHandler(OperationExecuter executer, IMediator mediator, IGraphQLTextSerializer serializer, TimeProvider time)
    : IRequestHandler<GetAnswer<EventPayload>, PushAnswer?>
{
    public async Task<PushAnswer?> Handle(GetAnswer<EventPayload> request, CancellationToken cancellationToken)
    {
        var (feed, since) = request.Content;
        var at = time.GetUtcNow();
        var operation = new PushOperation(at, Caller.Checked);
        var loading = LoadAsync(feed, request.Push, operation);
        var changes = ChangesAsync(loading, since); // The field awaits it, so that a failure is the field's error.
        var result = await executer.ExecuteAsync(feed.Operation, operation, changes, CancellationToken.None);
        if (changes is { IsCompletedSuccessfully: true, Result: null }) return null;
        if (result.Errors is { Count: > 0 }) throw new ResponseNotKeptException(result, cache: null);

        using var stream = PooledStreams.Create();
        await serializer.WriteAsync(stream, result, CancellationToken.None);
        return PushAnswer.Of(new ComputedAnswer((await loading)!.Head, stream.ToExactArray()) { At = at });
    }

    /// <summary>With the stamp of the repository if the payload may depend on it: all of it is then from the operation's snapshot.</summary>
    /// <returns>Null if the push is gone.</returns>
    private async Task<PushView?> LoadAsync(PushFeed feed, PushKey push, PushOperation operation) => feed.ConsultsRepository
        ? operation.Use(await mediator.Send(new OpenQuestions(), CancellationToken.None)).Find(push)?.View(PushParts.TaskRuns)
        : await mediator.Send(new GetPush(push, PushParts.TaskRuns, Purpose: AnswerPurpose.Part), CancellationToken.None);

    private static async Task<PushChanges?> ChangesAsync(Task<PushView?> loading, PushCursor? since) =>
        await loading is { } view ? PushChanges.Since(view.Snapshot!, since) : null;
}
