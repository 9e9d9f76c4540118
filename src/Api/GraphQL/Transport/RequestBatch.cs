using System.Buffers;
using GraphQL;
using GraphQLParser.AST;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.Rest;
using GroupResults.Api.Settings;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>
/// Several requests in one body, as a JSON array that is answered by one: off unless the setting allows more than one. Each is
/// executed after the one before and held against the limits by itself.
/// </summary>
internal sealed class RequestBatch(
    OperationRunner runner, PersistedDocuments persisted, QueryLimits limits, IGraphQLTextSerializer serializer, ILogger<RequestBatch> log)
{
    /// <summary>Whether a body is to be read here.</summary>
    internal bool Takes(ReadOnlySequence<byte> body)
    {
        if (limits.Batch == 1) return false;
        var reader = new SequenceReader<byte>(body);
        reader.AdvancePastAny(" \t\r\n"u8);
        return reader.TryPeek(out var first) && first == (byte)'[';
    }

    /// <exception cref="MalformedRequestException">It is no array of requests, or they are too many.</exception>
    internal IReadOnlyList<GraphQLHttpRequest> Read(ReadOnlySequence<byte> body, int maxValues)
    {
        using var document = GraphQLRequestReader.Parse(body, maxValues);
        var count = document.RootElement.GetArrayLength();
        if (count > limits.Batch)
        {
            throw new MalformedRequestException(
                StatusCodes.Status400BadRequest, "TOO_COMPLEX", "body", $"The body is an array of {count} requests; the most in one body is {limits.Batch}.");
        }

        if (count == 0) throw MalformedRequestException.BadRequest("body", "The body is an array without a request.");
        return [.. document.RootElement.EnumerateArray().Select(request => GraphQLRequestReader.Read(request, serializer))];
    }

    /// <summary>Executes one of the requests, whatever becomes of the others.</summary>
    /// <param name="turn">Held; it is given back where the rest of the request takes no core.</param>
    internal async Task<ExecutionResult> ExecuteAsync(GraphQLHttpRequest read, Caller caller, LargeBodyTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            var request = persisted.Resolve(read);
            var document = runner.TryParse(request);
            OperationAccess.Ensure(caller, document, request.OperationName);
            if (OperationRunner.Is(OperationType.Subscription, document, request.OperationName))
                throw MalformedRequestException.BadRequest("query", "A subscription cannot be one of several requests.");
            var executing = runner.ExecuteAsync(request, document, caller, cancellationToken);
            if (document?.HasOneField(request.OperationName) is true) turn.Yield();
            return (await executing).Result;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return ErrorTranslation.ResultOf(exception, log); // Those before it may have changed something.
        }
    }
}
