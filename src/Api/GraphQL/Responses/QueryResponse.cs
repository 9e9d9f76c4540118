using System.Text;
using GraphQL;
using GraphQLServer;
using GraphQLServer.Execution;
using GroupResults.Api.Access;
using GroupResults.Application.Caching;
using GroupResults.Application.Results;
using GroupResults.Domain.Stability;
using MediatR;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>The whole response to a query of one push.</summary>
internal sealed record QueryResponse(PushQuery Query) : IPushContent
{
    public CachePart PartFor(PushStability stability) => ResponseParts.Of(Query.Hash, stability, ConsultsRepository);

    public bool ConsultsRepository => Query.ConsultsRepository;
}

internal static class ResponseParts
{
    /// <summary>
    /// A response includes the push's stability. Responses of an active push are not shared, and neither are those that consult the
    /// repository: Redis would accumulate one for each version of the push or of the repository.
    /// </summary>
    /// <param name="hash">A cryptographic hash of everything that the response depends on besides the push.</param>
    internal static CachePart Of(UInt128 hash, PushStability stability, bool consultsRepository) => stability is PushStability.Stable
        ? new CachePart("response.stable", hash, consultsRepository ? PartKind.UnboundedLocal : PartKind.Unbounded)
        : new CachePart("response.active", hash, PartKind.UnboundedLocal);
}

/// <summary>Executes a query of one push. Many requests may wait for it, so it outlives the one that started it.</summary>
/// <exception cref="ResponseNotKeptException">The response has errors.</exception>
internal sealed class QueryResponseHandler(
    OperationExecuter executer, IGraphQLTextSerializer serializer, StabilityPolicy policy, TimeProvider time)
    : IRequestHandler<GetAnswer<QueryResponse>, PushAnswer?>
{
    public async Task<PushAnswer?> Handle(GetAnswer<QueryResponse> request, CancellationToken cancellationToken)
    {
        var query = request.Content.Query;
        var report = new PushOperation(time.GetUtcNow(), Caller.Checked) { Purpose = AnswerPurpose.Part };
        var result = await executer.ExecuteAsync(query.Operation, report, cancellationToken: CancellationToken.None);
        if (result.Errors is { Count: > 0 })
        {
            if (report.Extensions is { } extensions) result.Extensions = new Dictionary<string, object?>(extensions, StringComparer.Ordinal);
            throw new ResponseNotKeptException(result, report.First);
        }

        return report.OnlyView is { } view ? PushAnswer.Of(await RenderAsync(result, view, report)) : null; // Null if the push is gone.
    }

    private async Task<ComputedAnswer> RenderAsync(ExecutionResult result, PushView view, PushOperation report)
    {
        var at = report.At;
        var outcome = view.Snapshot is null && view.Cache is { Outcome: CacheOutcome.Hit } ? CacheOutcome.Hit : CacheOutcome.Miss;
        var kept = new AnswerProvenance(
            CacheOutcome.Hit,
            view.Head.Version,
            at + policy.TimeToLive(view.Head, at),
            policy.At(view.Head, at));
        using var stream = PooledStreams.Create();
        await serializer.WriteAsync(stream, result, CancellationToken.None);
        stream.SetLength(stream.Length - 1); // Without the last brace: the extensions come before it.
        var length = (int)stream.Length;
        stream.Write(EndingOf(kept));
        return new ComputedAnswer(view.Head, stream.ToExactArray())
        {
            At = at,
            Outcome = outcome,
            ReadsStorage = view.Snapshot is not null || report.HasAskedQuestions,
            Ending = outcome is CacheOutcome.Miss ? new Ending(length, EndingOf(kept with { Outcome = outcome })) : null,
        };
    }

    private byte[] EndingOf(AnswerProvenance provenance)
    {
        var cache = serializer.Serialize(PushOperation.Describe(provenance));
        return [.. ",\"extensions\":{\"cache\":"u8, .. Encoding.UTF8.GetBytes(cache), .. "}}"u8];
    }
}

/// <summary>A response that is not cached. All requests that waited for it get it.</summary>
internal sealed class ResponseNotKeptException(ExecutionResult result, AnswerProvenance? cache) : ExecutionFailedException(result)
{
    /// <summary>How the cache answered the query's first push; null if it was not asked.</summary>
    internal AnswerProvenance? Cache { get; } = cache;
}
