using System.Buffers;
using GraphQL;
using GraphQLParser.AST;
using GraphQLServer.Execution;
using GraphQLServer.Limits;
using GraphQLServer.Requests;
using GraphQLServer.Responses;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Http;

/// <summary>
/// Answers a batch: several requests in one body, as a JSON array that is answered with an array. Off unless the limits allow more
/// than one. The requests run one after another, and each is checked against the limits by itself.
/// </summary>
internal sealed class BatchResponder(
    OperationPreparer preparer, OperationRunner runner, ErrorTranslation errors, ResponseWriter writer, IRequestAdmission admission, GraphQLServerOptions options, IGraphQLTextSerializer serializer)
{
    /// <summary>Whether to read a body as a batch.</summary>
    internal bool IsBatch(ReadOnlySequence<byte> body)
    {
        if (options.Limits.Batch == 1) return false;
        var reader = new SequenceReader<byte>(body);
        reader.AdvancePastAny(" \t\r\n"u8);
        return reader.TryPeek(out var first) && first == (byte)'[';
    }

    /// <exception cref="RefusedException">The body is not an array of requests, or has too many.</exception>
    internal IReadOnlyList<GraphQLRequest> Read(ReadOnlySequence<byte> body, int maxValues, CostReporting cost)
    {
        using var document = RequestReader.Parse(body, maxValues);
        var count = document.RootElement.GetArrayLength();
        if (count > options.Limits.Batch)
        {
            throw new RefusedException(Refusal.Malformed(
                "body", $"The body is an array of {count} requests; the limit is {options.Limits.Batch}.", code: "TOO_COMPLEX"));
        }

        if (count == 0) throw RefusedException.Malformed("body", "The body is an empty array.");
        return [.. document.RootElement.EnumerateArray().Select(request => RequestReader.Read(request, serializer) with { CostReporting = cost })];
    }

    internal async Task RespondAsync(HttpContext context, ResponseMediaType mediaType, IClient client, IReadOnlyList<GraphQLRequest> requests, HeldBody body)
    {
        using var memory = admission.HoldMessage(client);
        if (!body.Body.HasTurn) memory.Hold(body.ParsedBytes);
        using var responses = PooledStreams.Create();
        for (var i = 0; i < requests.Count; i++)
        {
            responses.WriteByte((byte)(i == 0 ? '[' : ','));
            await body.Body.ResumeTurnAsync(context.RequestAborted);
            var response = await AnswerAsync(requests[i], client, body, context.RequestAborted);
            if (response.Unstored is { } result)
            {
                if (RefusalError.IsClientError(result)) admission.SetOutcome(context, isRefused: true);
                ResponseWriter.SetRetryAfter(context, result);
            }

            await runner.WriteAsync(responses, response, context.RequestAborted);
        }

        responses.WriteByte((byte)']');
        body.Body.EndTurn();
        await writer.WriteAsync(context, mediaType, StatusCodes.Status200OK, responses, mayRefuse: false);
    }

    /// <summary>Answers one request of the batch, whether or not the others fail.</summary>
    private async Task<StoredResponse> AnswerAsync(GraphQLRequest request, IClient client, HeldBody body, CancellationToken cancellationToken)
    {
        try
        {
            var operation = preparer.Prepare(request);
            client.EnsureMayRun(operation.Operation);
            if (operation.Is(OperationType.Subscription)) throw RefusedException.Malformed("query", "A batch cannot contain a subscription.");
            var answering = runner.AnswerAsync(operation, client, cancellationToken);
            if (operation.Operation is { HasOneField: true }) body.YieldTurn();
            return await answering;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return StoredResponse.Of(errors.ResultOf(exception)); // Earlier requests can have changed data, so the batch goes on.
        }
    }
}
