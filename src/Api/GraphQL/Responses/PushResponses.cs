using System.Text;
using GraphQL;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Limits;
using GroupResults.Application.Caching;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>Answers <see cref="PushQuery"/>s with whole responses from the cache; computes those that are not there.</summary>
internal sealed class PushResponses(
    IPushHeads heads,
    IStoredAnswers stored,
    IMediator mediator,
    OperationExecuter executer,
    HeavyQueries heavy,
    IGraphQLTextSerializer serializer,
    StabilityPolicy policy,
    TimeProvider time,
    ILogger<PushResponses> log)
{
    /// <returns>Null where there is no such push.</returns>
    /// <exception cref="ResponseNotKeptException">The response is another than the plain answer, such as an error.</exception>
    internal async Task<PushAnswer?> GetAsync(PushQuery query, ContentCoding coding, CancellationToken cancellationToken)
    {
        var head = await heads.FindAsync(query.Push, cancellationToken);
        if (head is null) return null;
        var stability = policy.At(head.LastActivityAt, time.GetUtcNow());
        return stored.Find(head, AnswerContent.Response(query.Hash, stability), coding)
            ?? await FillAsync(query, head, stability, coding, cancellationToken);
    }

    private Task<PushAnswer?> FillAsync(
        PushQuery query, PushHead head, PushStability stability, ContentCoding coding, CancellationToken cancellationToken) =>
        mediator.Send(
            new GetResponse(head, query.Hash, stability, coding, () => heavy.ComputeAsync(query.Request, () => ComputeAsync(query), cancellationToken)),
            cancellationToken);

    private async Task<ComputedAnswer?> ComputeAsync(PushQuery query)
    {
        // Many may wait for this: it does not end with the request that began it.
        var started = time.GetTimestamp();
        var report = new CacheReport(time.GetUtcNow(), Caller.Checked) { CountsParts = false };
        var result = await executer.ExecuteAsync(query.Request, query.Document, report);
        if (result.Errors is { Count: > 0 })
        {
            ErrorTranslation.Translate(result, log);
            result.Extensions = report.ToExtensions();
            throw new ResponseNotKeptException(result, report.First);
        }

        return report.OnlyView is { } view ? await RenderAsync(query, result, view, report.At, started) : null; // Null: gone by now.
    }

    private async Task<ComputedAnswer> RenderAsync(PushQuery query, ExecutionResult result, PushView view, DateTimeOffset at, long started)
    {
        var outcome = view.Snapshot is null && view.Cache is { Outcome: CacheOutcome.Hit } ? CacheOutcome.Hit : CacheOutcome.Miss;
        var stability = policy.At(view.Head.LastActivityAt, at);
        var kept = new AnswerProvenance(
            CacheOutcome.Hit, view.Head.Version, at + policy.TimeToLive(view.Head.LastActivityAt, at), stability);
        using var stream = PooledStreams.Create();
        await serializer.WriteAsync(stream, result);
        stream.SetLength(stream.Length - 1); // Its last brace: the extensions come before it.
        var length = (int)stream.Length;
        stream.Write(Ending(kept));
        return new ComputedAnswer(view.Head, AnswerContent.Response(query.Hash, stability), stream.ToExactArray())
        {
            At = at,
            Started = started,
            Outcome = outcome,
            IsComputation = view.Snapshot is not null,
            Ending = outcome is CacheOutcome.Miss ? new Ending(length, Ending(kept with { Outcome = outcome })) : null,
        };
    }

    private byte[] Ending(AnswerProvenance provenance)
    {
        var cache = serializer.Serialize(CacheReport.Describe(provenance));
        return [.. ",\"extensions\":{\"cache\":"u8, .. Encoding.UTF8.GetBytes(cache), .. "}}"u8];
    }
}

/// <summary>A response that is not to be kept; all who waited for it get it.</summary>
internal sealed class ResponseNotKeptException(ExecutionResult result, AnswerProvenance? cache) : Exception("The response is not to be kept.")
{
    internal ExecutionResult Result { get; } = result;

    /// <summary>How the cache answered what was asked of it, if anything.</summary>
    internal AnswerProvenance? Cache { get; } = cache;
}
