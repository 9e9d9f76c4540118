using System.Runtime.CompilerServices;
using GraphQL;
using GraphQLParser.AST;
using GraphQLServer.Limits;

namespace GraphQLServer.Execution;

/// <summary>Runs operations of all kinds for all transports.</summary>
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
    /// <summary>Determines whether a query's whole response can be stored.</summary>
    /// <returns>The recognized request, or the result of an invalid query; neither if the operation must be executed.</returns>
    internal async ValueTask<(RecognizedRequest? Recognized, ExecutionResult? Invalid)> RecognizeAsync(PreparedOperation operation)
    {
        if (!operation.Is(OperationType.Query) || operation.CostReport is not null) return default; // A stored response has no cost.
        var (valid, invalid) = await executer.ValidateAsync(operation);
        if (valid is null) return (null, invalid);
        return (storedResponses.Recognize(valid) is { } response ? new RecognizedRequest(operation, response) : null, null);
    }

    /// <summary>Answers a query or a mutation without compression: with its stored response, or by executing it.</summary>
    internal async Task<StoredResponse> AnswerAsync(PreparedOperation operation, IClient client, CancellationToken cancellationToken)
    {
        var (recognized, invalid) = await RecognizeAsync(operation);
        if (recognized is not null && IsAllowed(recognized, client)
            && await recognized.Response.GetAsync(client, new StoredResponseRequest(TakesGzip: false), cancellationToken) is { } stored)
        {
            return stored;
        }

        return StoredResponse.Of(invalid ?? (await ExecuteAsync(operation, client, cancellationToken)).Result);
    }

    /// <summary>Executes a query or a mutation, or only validates any operation if the request says so.</summary>
    internal async Task<OperationOutcome> ExecuteAsync(PreparedOperation operation, IClient client, CancellationToken cancellationToken)
    {
        if (operation.IsOnlyValidated) return new OperationOutcome(await ValidateAsync(operation), CacheStatus: null);
        var context = client.Begin();
        var result = await ExecuteInTimeAsync(operation, client, context, cancellationToken);
        if (context.Extensions is { } extensions) result.Extensions = new Dictionary<string, object?>(extensions, StringComparer.Ordinal);
        if (result.Executed) AddCost(operation, result);
        return new OperationOutcome(result, context.CacheStatusAt(time.GetUtcNow()));
    }

    /// <summary>Runs any operation for a streaming transport: one payload for a query or a mutation, one per event for a subscription.</summary>
    /// <param name="client">A client that may run this operation.</param>
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
            subscription.EnsureAllowed(await client.RecheckAsync(cancellationToken)); // Credentials can expire or be revoked in the meantime.
            using var held = admission.HoldPayload(payloads.Current);
            yield return new OperationMessage(payloads.Current, Refused: null);
        }
    }

    /// <param name="response">A response that is not compressed.</param>
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

    /// <returns>The subscription, or the result of an invalid one; neither if the operation is no subscription or runs like a query.</returns>
    private async Task<(ISubscription? Subscription, ExecutionResult? Invalid)> SubscribeAsync(PreparedOperation operation)
    {
        if (!operation.Is(OperationType.Subscription)) return default;
        operation.Request.EnsureHoldable();
        var (valid, invalid) = await executer.ValidateAsync(operation);
        if (valid is null) return (null, invalid);
        if (valid.Operation.IsConditional) throw RefusedException.Malformed("query", "A subscription's field must not be conditional.");
        return (subscriptions.Find(valid), null);
    }

    /// <summary>The data is null: without errors, a response must have data.</summary>
    private async Task<ExecutionResult> ValidateAsync(PreparedOperation operation)
    {
        var (_, invalid) = await executer.ValidateAsync(operation);
        if (invalid is not null) return invalid;
        var result = new ExecutionResult { Executed = true };
        AddCost(operation, result);
        return result;
    }

    private static void AddCost(PreparedOperation operation, ExecutionResult result)
    {
        if (operation.CostReport is not { } report) return;
        result.Extensions ??= new Dictionary<string, object?>(StringComparer.Ordinal);
        result.Extensions[CostReport.Key] = report.ToExtension();
    }

    private async Task<ExecutionResult> ExecuteInTimeAsync(PreparedOperation operation, IClient client, OperationContext context, CancellationToken cancellationToken)
    {
        // A mutation has no timeout: what it committed must not be reported as refused. The write queue has limits of its own.
        if (operation.Is(OperationType.Mutation)) return await executer.ExecuteAsync(operation, context, root: null, cancellationToken);
        using var turn = await admission.TakeTurnAsync(client, operation, cancellationToken);
        using var timer = new CancellationTokenSource(options.Limits.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await executer.ExecuteAsync(operation, context, root: null, end.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return RefusalError.ResultOf(new Refusal("TOO_COMPLEX", "query", $"The query exceeded the time limit of {options.Limits.Timeout:c}."));
        }
    }

    /// <summary>A payload that fails ends the subscription: later payloads could not tell the client what it missed.</summary>
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

    /// <summary>If not, the query is executed, and the fields that the client may not read are refused in their places.</summary>
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

/// <summary>The outcome of an execution.</summary>
/// <param name="CacheStatus">See <see cref="OperationContext.CacheStatusAt"/>.</param>
internal readonly record struct OperationOutcome(ExecutionResult Result, string? CacheStatus);

/// <summary>One payload of an operation.</summary>
/// <param name="Payload">A GraphQL response as JSON.</param>
/// <param name="Refused">The same response as a result if the operation was not executed; otherwise null.</param>
internal readonly record struct OperationMessage(ReadOnlyMemory<byte> Payload, ExecutionResult? Refused);
