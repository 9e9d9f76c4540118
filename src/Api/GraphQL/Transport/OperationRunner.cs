using System.Runtime.CompilerServices;
using GraphQL;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Limits;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Api.GraphQL.Subscriptions;
using GroupResults.Api.Settings;
using GroupResults.Domain.Access;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>Runs operations of all kinds, whatever transport brought them.</summary>
internal sealed class OperationRunner(
    OperationExecuter executer,
    DocumentCache documents,
    PushFeeds feeds,
    PushFeedReader reader,
    Callers access,
    SubscriptionPlaces places,
    PayloadMemory payloadMemory,
    HeavyQueries heavy,
    GraphQLSettings settings,
    IGraphQLTextSerializer serializer,
    TimeProvider time,
    ILogger<OperationRunner> log)
{
    /// <returns>Null where the document has an error: executing it says which.</returns>
    /// <exception cref="MalformedRequestException">It passes a limit.</exception>
    internal ParsedDocument? TryParse(GraphQLHttpRequest request)
    {
        ParsedDocument document;
        try
        {
            document = documents.Parse(request.Query);
        }
        catch (Exception exception) when (exception is ExecutionError or GraphQLParserException)
        {
            return null;
        }

        if (document.Operation(request.OperationName) is { } operation)
            request.Cost = QueryCost.Ensure(settings.Limits, document.Fragments, operation, request.Variables);
        return document;
    }

    /// <summary>Executes a query or a mutation.</summary>
    internal async Task<(ExecutionResult Result, CacheReport Report)> ExecuteAsync(
        GraphQLHttpRequest request, ParsedDocument? document, Caller caller, CancellationToken cancellationToken)
    {
        var report = new CacheReport(time.GetUtcNow(), caller);
        var result = await ExecuteInTimeAsync(request, document, report, cancellationToken);
        ErrorTranslation.Translate(result, log);
        if (!settings.Introspection) ErrorTranslation.LeaveOutSuggestions(result);
        if (report.ToExtensions() is { } extensions) result.Extensions = extensions;
        return (result, report);
    }

    private async Task<ExecutionResult> ExecuteInTimeAsync(
        GraphQLHttpRequest request, ParsedDocument? document, CacheReport report, CancellationToken cancellationToken)
    {
        // What a mutation has stored must not be reported as refused; the queue that it waits in has limits of its own.
        if (Is(OperationType.Mutation, document, request.OperationName))
            return await executer.ExecuteAsync(request, document, report, root: null, cancellationToken);
        using var turn = await heavy.TurnAsync(request.Cost, cancellationToken);
        using var timer = new CancellationTokenSource(settings.Limits.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await executer.ExecuteAsync(request, document, report, root: null, end.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return MalformedRequestException.Refused(
                "TOO_COMPLEX", "query", $"The query took longer than {settings.Limits.Timeout:c}, the most that one may take.").ToResult();
        }
    }

    /// <summary>Runs any operation for a transport that takes several payloads: one of a query or a mutation, those of a subscription as they come.</summary>
    /// <param name="caller">Who may run this operation.</param>
    internal async IAsyncEnumerable<OperationMessage> RunAsync(
        GraphQLHttpRequest request, ParsedDocument? document, Caller caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (document is not null && await feeds.FindAsync(request, document) is { } feed)
        {
            caller.Ensure(AccessScopes.Read, feed.Repository);
            using var place = places.Take();
            await using var payloads = reader.ReadAsync(feed, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                var (hasNext, failure) = await MoveNextAsync(payloads);
                if (failure is not null) yield return new OperationMessage(await SerializeAsync(failure), Refusal: null);
                if (!hasNext) yield break;

                // It may have been revoked since, or have expired.
                (await access.RecheckAsync(caller, cancellationToken)).Ensure(AccessScopes.Read, feed.Repository);
                using var held = payloadMemory.Hold(payloads.Current);
                yield return new OperationMessage(payloads.Current, Refusal: null);
            }
        }

        var (result, _) = await ExecuteAsync(request, document, caller, cancellationToken);
        yield return new OperationMessage(await SerializeAsync(result), result.Executed ? null : result);
    }

    internal static bool Is(OperationType type, ParsedDocument? document, string? operationName)
    {
        if (document is null) return false;
        foreach (var definition in document.Document.Definitions)
        {
            if (definition is GraphQLOperationDefinition operation && operation.Operation == type
                && (operationName is null || operation.Name?.StringValue == operationName))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An event that cannot be told is the subscription's end: the next ones could not say what it missed.</summary>
    private static async Task<(bool HasNext, ExecutionResult? Failure)> MoveNextAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> payloads)
    {
        try
        {
            return (await payloads.MoveNextAsync(), null);
        }
        catch (ResponseNotKeptException exception)
        {
            return (false, exception.Result);
        }
    }

    private async Task<ReadOnlyMemory<byte>> SerializeAsync(ExecutionResult result)
    {
        using var stream = PooledStreams.Create();
        await serializer.WriteAsync(stream, result, CancellationToken.None);
        return stream.ToExactArray();
    }
}

/// <summary>One payload of an operation.</summary>
/// <param name="Payload">A GraphQL response as JSON.</param>
/// <param name="Refusal">The same, where the operation was not executed at all.</param>
internal readonly record struct OperationMessage(ReadOnlyMemory<byte> Payload, ExecutionResult? Refusal);
