using System.Collections.Concurrent;
using System.Net.WebSockets;
using GraphQL;
using GraphQLServer.Execution;
using GraphQLServer.Requests;

namespace GraphQLServer.WebSockets;

/// <summary>The operations of one connection. The client chooses each id, and can reuse it once the operation is answered.</summary>
internal sealed class WebSocketOperations(WebSocketSender sender, WebSocketClosing closing, WebSocketServices services)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _operations = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running = 1; // The connection itself.

    /// <param name="bytes">The size of the request's text.</param>
    /// <param name="read">Reads the request; throws if the request is refused.</param>
    internal async Task StartAsync(string id, IClient client, long bytes, Func<GraphQLRequest> read)
    {
        PreparedOperation operation;
        IDisposable memory;
        try
        {
            client.EnsureWithinRate();
            if (Volatile.Read(ref _running) > StreamLimits.MaxOperations) // Ended operations count until they are released.
                throw new RefusedException("TOO_LARGE", "id", $"A connection has at most {StreamLimits.MaxOperations} operations at once.");
            using var turn = await services.Admission.TakeParsingTurnAsync(client, bytes, closing.Begun);
            operation = services.Preparer.Prepare(read()); // Prepared here, so that operations that wait for a thread are counted.
            memory = services.Admission.HoldOperation(client, operation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await RefuseAsync(id, client, services.Errors.ResultOf(exception));
            return;
        }

        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(closing.Begun);
        if (!_operations.TryAdd(id, cancellation))
        {
            cancellation.Dispose();
            memory.Dispose();
            await closing.BeginAsync(CloseCode.SubscriberAlreadyExists, "Subscriber for that id already exists");
            return;
        }

        Interlocked.Increment(ref _running);
        _ = Task.Run(() => RunAsync(id, operation, client, memory, cancellation), CancellationToken.None);
    }

    /// <summary>Ends an operation that the client no longer wants.</summary>
    internal async Task EndAsync(string id)
    {
        if (!_operations.TryRemove(id, out var cancellation)) return;
        try
        {
            await cancellation.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The operation has already ended.
        }
    }

    /// <summary>Waits until all operations have ended. Call this once, when the connection has ended.</summary>
    internal Task DrainAsync()
    {
        Release();
        return _idle.Task;
    }

    private async Task RunAsync(string id, PreparedOperation operation, IClient client, IDisposable memory, CancellationTokenSource cancellation)
    {
        try
        {
            var refused = await AnswerAsync(id, operation, client, cancellation.Token);
            if (!Remove(id, cancellation)) return; // Before the answer, after which the client can reuse the id.
            if (refused is null) await sender.TrySendAsync("complete", id, default, closing.Ended);
            else await RefuseAsync(id, client, refused);
        }
        catch (OperationCanceledException)
        {
            // The client has ended the operation.
        }
        catch (SubscriberTooSlowException exception)
        {
            await closing.BeginAsync(CloseCode.TryAgainLater, exception.Message);
        }
        catch (WebSocketException)
        {
            // The client has disconnected; the receiver reports it too.
        }
        catch (Exception exception)
        {
            if (Remove(id, cancellation)) await RefuseAsync(id, client, services.Errors.ResultOf(exception));
        }
        finally
        {
            Remove(id, cancellation);
            cancellation.Dispose();
            memory.Dispose();
            Release();
        }
    }

    /// <returns>The result of a refused operation; null if the operation was answered.</returns>
    private async Task<ExecutionResult?> AnswerAsync(string id, PreparedOperation operation, IClient client, CancellationToken cancellationToken)
    {
        var now = await client.RecheckAsync(cancellationToken); // Credentials can expire or be revoked during a connection.
        now.EnsureMayRun(operation.Operation);
        await foreach (var message in services.Runner.RunAsync(operation, now, cancellationToken))
        {
            if (message.Refused is { } refused) return refused;
            await sender.SendAsync("next", id, message.Payload, cancellationToken);
        }

        return null;
    }

    /// <returns>False if the client has already ended the operation, and perhaps reused its id.</returns>
    private bool Remove(string id, CancellationTokenSource cancellation) => _operations.TryRemove(new(id, cancellation));

    /// <summary>Reports why an operation was refused. The protocol sends only the errors.</summary>
    private async Task RefuseAsync(string id, IClient client, ExecutionResult result)
    {
        if (RefusalError.IsClientError(result)) client.CountRefusal();
        using var errors = PooledStreams.Create();
        await services.Serializer.WriteAsync(errors, result.Errors!.ToArray(), CancellationToken.None);
        await sender.TrySendAsync("error", id, errors.ToExactArray(), closing.Ended);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _running) == 0) _idle.SetResult();
    }
}

/// <summary>The services that all connections share.</summary>
internal sealed record WebSocketServices(
    IClients Clients, IRequestAdmission Admission, OperationPreparer Preparer, OperationRunner Runner, ErrorTranslation Errors, IGraphQLTextSerializer Serializer, TimeProvider Time);
