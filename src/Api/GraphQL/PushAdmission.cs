using GraphQLServer;
using GraphQLServer.Execution;
using GroupResults.Api.Admission;
using GroupResults.Application.Admission;

namespace GroupResults.Api.GraphQL;

/// <summary>Applies the limits that all requests share to GraphQL requests.</summary>
internal sealed class PushAdmission(
    IComputationLimiter computations,
    RequestMemory memory,
    OperationMemory operations,
    LargeBodyTurns turns,
    AnswerMemory answers,
    AnswerBody body,
    PayloadMemory payloads,
    StreamPlaces streams,
    SubscriptionPlaces subscriptions) : IRequestAdmission
{
    /// <summary>Nearly all queries are shorter. A longer one, without the token that a report needs, is read in its client's turn.</summary>
    private const int FreeParsingBytes = 4 * 1024;

    /// <summary>64 KiB of JSON take as long as a query of cost 100.</summary>
    private const int BytesPerCost = 640;

    public ValueTask<IDisposable?> TakeTurnAsync(IClient client, PreparedOperation operation, CancellationToken cancellationToken) =>
        computations.EnterAsync(((PushClient)client).Key, operation.Cost, operation.HeldBytes, cancellationToken);

    public ValueTask<IDisposable?> TakeParsingTurnAsync(IClient client, long bytes, CancellationToken cancellationToken) =>
        client.IsAnonymous && bytes > FreeParsingBytes
            ? computations.EnterAsync(((PushClient)client).Key, 1.0 * bytes / BytesPerCost, heldBytes: 0, cancellationToken)
            : default;

    public IRequestBody OpenBody(HttpContext context, IClient client)
    {
        if (RequestBody.HasUnknownCoding(context.Request))
        {
            throw new RefusedException(new Refusal("INVALID_INPUT", "Content-Encoding", RequestBody.UnknownCoding)
            {
                StatusCode = StatusCodes.Status415UnsupportedMediaType,
                IsWellFormed = false,
            });
        }

        var key = ((PushClient)client).Key;
        return new Body(RequestBody.Open(context.Request, memory, key), new LargeBodyTurn(turns, memory, key));
    }

    public void SetOutcome(HttpContext context, bool isRefused) => RequestOutcome.Set(context, isRefused);

    public IMessageMemory HoldMessage(IClient client) => new HeldBytes(memory, ((PushClient)client).Key);

    public IDisposable HoldOperation(IClient client, PreparedOperation operation) => operations.Hold(((PushClient)client).Key, operation);

    public IDisposable? TryHoldResponse(long bytes) => answers.TryHold(bytes);

    public IDisposable? HoldPayload(ReadOnlyMemory<byte> payload) => payloads.Hold(payload);

    public ValueTask SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> ending) => body.WriteAsync(context, bytes, ending);

    public ValueTask<IDisposable> TakeStreamAsync(CancellationToken cancellationToken) => streams.TakeInTurnAsync(cancellationToken);

    public IDisposable TakeSubscription() => subscriptions.Take();

    private sealed class Body(RequestBody text, LargeBodyTurn turn) : IRequestBody
    {
        public bool HasTurn => turn.IsTaken;

        public async Task CopyToAsync(Stream destination, CancellationToken cancellationToken)
        {
            await text.CopyToAsync(destination, cancellationToken);
            await turn.WaitAsync(text.BytesRead, cancellationToken);
        }

        public void YieldTurn(long parsedBytes) => turn.Yield(parsedBytes);

        public ValueTask ResumeTurnAsync(CancellationToken cancellationToken) => turn.ResumeAsync(cancellationToken);

        public void EndTurn() => turn.End();

        public ValueTask DisposeAsync()
        {
            turn.Dispose();
            return text.DisposeAsync();
        }
    }
}
