using System.Collections.Concurrent;
using System.Net.WebSockets;
using GraphQL;
using GraphQLServer.Execution;
using GraphQLServer.Requests;

namespace GraphQLServer.WebSockets;

/// <summary>The operations of one connection. Each has an id of the client's choice, which is free again with the operation's answer.</summary>
internal sealed class WebSocketOperations(WebSocketSender sender, WebSocketClosing closing, WebSocketServices services)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _operations = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running = 1; // The connection itself.

    /// <param name="read">Reads the request; it throws where that is refused.</param>
    internal async Task StartAsync(string id, IClient client, Func<GraphQLRequest> read)
    {
        PreparedOperation operation;
        IDisposable memory;
        try
        {
            client.EnsureWithinRate();
            operation = services.Preparer.Prepare(read()); // Here, so that what waits for a thread is counted.
            if (Volatile.Read(ref _running) > StreamLimits.MaxOperations) // Those that are ended and not gone yet count, too.
                throw new RefusedException("TOO_LARGE", "id", $"A connection has at most {StreamLimits.MaxOperations} operations at once.");
            memory = services.Admission.HoldOneOfMany(client, operation);
        }
        catch (Exception exception) when (services.Errors.RefusalsOf(exception) is { Count: > 0 } refusals)
        {
            await RefuseAsync(id, client, RefusalError.ResultOf(refusals));
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

    /// <summary>The client does not want an operation any more.</summary>
    internal async Task EndAsync(string id)
    {
        if (!_operations.TryRemove(id, out var cancellation)) return;
        try
        {
            await cancellation.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Waits until all have ended. To be called once, when the connection has.</summary>
    internal Task IdleAsync()
    {
        Release();
        return _idle.Task;
    }

    private async Task RunAsync(string id, PreparedOperation operation, IClient client, IDisposable memory, CancellationTokenSource cancellation)
    {
        try
        {
            var refused = await AnswerAsync(id, operation, client, cancellation.Token);
            if (!Leave(id, cancellation)) return; // First of all: with its answer the client may use the id again.
            if (refused is null) await sender.TrySendAsync("complete", id, default, closing.Ended);
            else await RefuseAsync(id, client, refused);
        }
        catch (OperationCanceledException)
        {
            // Its client does not want it any more.
        }
        catch (SubscriberTooSlowException exception)
        {
            await closing.BeginAsync(CloseCode.TryAgainLater, exception.Message);
        }
        catch (WebSocketException)
        {
            // The client has gone; the receiving side says so too.
        }
        catch (Exception exception)
        {
            if (Leave(id, cancellation)) await RefuseAsync(id, client, services.Errors.ResultOf(exception));
        }
        finally
        {
            Leave(id, cancellation);
            cancellation.Dispose();
            memory.Dispose();
            Release();
        }
    }

    /// <returns>Why it was refused; null where it was answered.</returns>
    private async Task<ExecutionResult?> AnswerAsync(string id, PreparedOperation operation, IClient client, CancellationToken cancellationToken)
    {
        var now = await client.RecheckAsync(cancellationToken); // Credentials expire and are revoked while a connection lasts.
        now.EnsureMayRun(operation.Operation);
        await foreach (var message in services.Runner.RunAsync(operation, now, cancellationToken))
        {
            if (message.Refused is { } refused) return refused;
            await sender.SendAsync("next", id, message.Payload, cancellationToken);
        }

        return null;
    }

    /// <returns>False where its client has ended it already, and may have given its id to another.</returns>
    private bool Leave(string id, CancellationTokenSource cancellation) => _operations.TryRemove(new(id, cancellation));

    /// <summary>Tells why an operation is not answered: the protocol has the errors alone.</summary>
    private async Task RefuseAsync(string id, IClient client, ExecutionResult result)
    {
        if (RefusalError.IsClientsFault(result)) client.CountRefusal();
        using var errors = PooledStreams.Create();
        await services.Serializer.WriteAsync(errors, result.Errors!.ToArray(), CancellationToken.None);
        await sender.TrySendAsync("error", id, errors.ToExactArray(), closing.Ended);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _running) == 0) _idle.SetResult();
    }
}

/// <summary>What all connections share.</summary>
internal sealed record WebSocketServices(
    IClients Clients, IRequestAdmission Admission, OperationPreparer Preparer, OperationRunner Runner, ErrorTranslation Errors, IGraphQLTextSerializer Serializer, TimeProvider Time);
