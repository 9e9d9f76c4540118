using System.Runtime.CompilerServices;
using GraphQL;
using GraphQLParser.AST;

namespace GraphQLServer.Execution;

/// <summary>Runs operations of all kinds, whatever transport brought them.</summary>
internal sealed class OperationRunner(
    OperationExecuter executer,
    ErrorTranslation errors,
    IStoredResponses storedResponses,
    ISubscriptions subscriptions,
    IRequestAdmission admission,
    GraphQLServerOptions options,
    IGraphQLTextSerializer serializer,
    TimeProvider time)
{
    /// <summary>Tells whether a query's whole response may be stored.</summary>
    /// <returns>The place of its response; or the result of a query that is not valid; or neither: then it is to be executed.</returns>
    internal async ValueTask<(RecognizedRequest? Recognized, ExecutionResult? Invalid)> RecognizeAsync(PreparedOperation operation)
    {
        if (!operation.Is(OperationType.Query)) return default;
        var (valid, invalid) = await executer.ValidateAsync(operation);
        if (valid is null) return (null, invalid);
        return (storedResponses.Recognize(valid) is { } response ? new RecognizedRequest(operation, response) : null, null);
    }

    /// <summary>Answers a query or a mutation where nothing can be compressed: by its stored response, or by executing it.</summary>
    internal async Task<StoredResponse> AnswerAsync(PreparedOperation operation, IClient client, CancellationToken cancellationToken)
    {
        var (recognized, invalid) = await RecognizeAsync(operation);
        if (recognized is not null && IsAllowed(recognized, client)
            && await recognized.Response.GetAsync(client, takesGzip: false, cancellationToken) is { } stored)
        {
            return stored;
        }

        return StoredResponse.Of(invalid ?? (await ExecuteAsync(operation, client, cancellationToken)).Result);
    }

    /// <summary>Executes a query or a mutation.</summary>
    internal async Task<OperationOutcome> ExecuteAsync(PreparedOperation operation, IClient client, CancellationToken cancellationToken)
    {
        var context = client.Begin();
        var result = await ExecuteInTimeAsync(operation, client, context, cancellationToken);
        if (context.Extensions is { } extensions) result.Extensions = new Dictionary<string, object?>(extensions, StringComparer.Ordinal);
        return new OperationOutcome(result, context.CacheStatusAt(time.GetUtcNow()));
    }

    /// <summary>Runs any operation for a transport that takes several payloads: one of a query or a mutation, those of a subscription as they come.</summary>
    /// <param name="client">May run this operation.</param>
    internal async IAsyncEnumerable<OperationMessage> RunAsync(PreparedOperation operation, IClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (subscription, invalid) = await SubscribeAsync(operation);
        if (subscription is null)
        {
            var answer = invalid is null ? await AnswerAsync(operation, client, cancellationToken) : StoredResponse.Of(invalid);
            yield return new OperationMessage(await SerializeAsync(answer), answer.Unstored is { Executed: false } refused ? refused : null);
            yield break;
        }

        subscription.EnsureAllowed(client);
        using var place = admission.TakeSubscription();
        await using var payloads = subscription.ReadAsync(client, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var (hasNext, failure) = await MoveNextAsync(payloads);
            if (failure is not null) yield return new OperationMessage(await SerializeAsync(StoredResponse.Of(failure)), Refused: null);
            if (!hasNext) yield break;
            subscription.EnsureAllowed(await client.RecheckAsync(cancellationToken)); // Its credentials may have been revoked since, or have expired.
            using var held = admission.HoldPayload(payloads.Current);
            yield return new OperationMessage(payloads.Current, Refused: null);
        }
    }

    /// <param name="response">Not compressed.</param>
    internal async Task WriteAsync(Stream stream, StoredResponse response, CancellationToken cancellationToken)
    {
        if (response.Unstored is { } result)
        {
            await serializer.WriteAsync(stream, result, cancellationToken);
            return;
        }

        await stream.WriteAsync(response.Bytes, cancellationToken);
        await stream.WriteAsync(response.Ending, cancellationToken);
    }

    /// <returns>Neither where it is no subscription, or is to be executed like a query.</returns>
    private async Task<(ISubscription? Subscription, ExecutionResult? Invalid)> SubscribeAsync(PreparedOperation operation)
    {
        if (!operation.Is(OperationType.Subscription)) return default;
        operation.Request.EnsureHoldable();
        var (valid, invalid) = await executer.ValidateAsync(operation);
        if (valid is null) return (null, invalid);
        if (valid.Operation.IsConditional) throw RefusedException.Malformed("query", "A subscription's field must not stand under a condition.");
        return (subscriptions.Find(valid), null);
    }

    private async Task<ExecutionResult> ExecuteInTimeAsync(PreparedOperation operation, IClient client, OperationContext context, CancellationToken cancellationToken)
    {
        // What a mutation has stored must not be reported as refused; the queue that it waits in has limits of its own.
        if (operation.Is(OperationType.Mutation)) return await executer.ExecuteAsync(operation, context, root: null, cancellationToken);
        using var turn = await admission.TakeTurnAsync(client, operation.Cost, cancellationToken);
        using var timer = new CancellationTokenSource(options.Limits.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await executer.ExecuteAsync(operation, context, root: null, end.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return RefusalError.ResultOf(new Refusal("TOO_COMPLEX", "query", $"The query took longer than {options.Limits.Timeout:c}, the most that one may take."));
        }
    }

    /// <summary>An event that cannot be told is the subscription's end: the next ones could not say what it missed.</summary>
    private static async Task<(bool HasNext, ExecutionResult? Failure)> MoveNextAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> payloads)
    {
        try
        {
            return (await payloads.MoveNextAsync(), null);
        }
        catch (ExecutionFailedException exception)
        {
            return (false, exception.Result);
        }
    }

    private async Task<ReadOnlyMemory<byte>> SerializeAsync(StoredResponse response)
    {
        if (response is { Unstored: null, Ending.IsEmpty: true }) return response.Bytes;
        using var stream = PooledStreams.Create();
        await WriteAsync(stream, response, CancellationToken.None);
        return stream.ToExactArray();
    }

    /// <summary>Where it is not, the fields that may not be read say so in their place.</summary>
    private bool IsAllowed(RecognizedRequest recognized, IClient client)
    {
        try
        {
            recognized.Response.EnsureAllowed(client);
            return true;
        }
        catch (Exception exception) when (errors.RefusalsOf(exception).Count > 0)
        {
            return false;
        }
    }
}

/// <summary>What an execution came to.</summary>
/// <param name="CacheStatus">See <see cref="OperationContext.CacheStatusAt"/>.</param>
internal readonly record struct OperationOutcome(ExecutionResult Result, string? CacheStatus);

/// <summary>One payload of an operation.</summary>
/// <param name="Payload">A GraphQL response as JSON.</param>
/// <param name="Refused">The same, where the operation was not executed at all.</param>
internal readonly record struct OperationMessage(ReadOnlyMemory<byte> Payload, ExecutionResult? Refused);
