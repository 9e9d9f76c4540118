using GraphQL;
using GraphQLServer.Execution;

namespace GraphQLServer.ServerSentEvents;

/// <summary>Runs operations whose payloads go over event streams.</summary>
internal sealed class StreamedOperations(OperationRunner runner, ErrorTranslation errors, IGraphQLTextSerializer serializer)
{
    /// <summary>Runs the only operation of a stream.</summary>
    internal async Task RunAsync(EventStream stream, PreparedOperation operation, IClient client)
    {
        try
        {
            await foreach (var message in runner.RunAsync(operation, client, stream.Ended)) await stream.NextAsync(id: null, message.Payload);
            await stream.CompleteAsync(id: null);
        }
        catch (SubscriberTooSlowException exception)
        {
            await stream.DisconnectAsync(exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await EndAsync(stream, id: null, exception);
        }
    }

    /// <summary>Runs one operation of a reserved stream once the stream is open.</summary>
    /// <param name="memory">The memory reserved for the operation.</param>
    /// <param name="cancellation">The operation's source from <see cref="ReservedStream.TryAdd"/>.</param>
    internal async Task RunAsync(
        ReservedStream reserved, string id, PreparedOperation operation, IClient client, IDisposable memory, CancellationTokenSource cancellation)
    {
        try
        {
            await RunAsync(await reserved.Opened.WaitAsync(cancellation.Token), reserved, id, operation, client, cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SubscriberTooSlowException or ObjectDisposedException)
        {
            // The client has ended the operation, or has disconnected.
        }
        finally
        {
            reserved.Release(id, cancellation);
            cancellation.Dispose();
            memory.Dispose();
        }
    }

    private async Task RunAsync(
        EventStream stream, ReservedStream reserved, string id, PreparedOperation operation, IClient client, CancellationTokenSource cancellation)
    {
        try
        {
            var now = await client.RecheckAsync(cancellation.Token); // The stream can be opened long after the request.
            now.EnsureValid();
            await foreach (var message in runner.RunAsync(operation, now, cancellation.Token)) await stream.NextAsync(id, message.Payload);
            if (reserved.Remove(id, cancellation)) await stream.CompleteAsync(id);
        }
        catch (SubscriberTooSlowException exception)
        {
            await stream.DisconnectAsync(exception.Message); // Ends the whole stream; otherwise the client would wait for this operation in vain.
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not ObjectDisposedException)
        {
            if (reserved.Remove(id, cancellation)) await EndAsync(stream, id, exception);
        }
    }

    /// <summary>Reports why an operation failed, in place of its payload.</summary>
    private async Task EndAsync(EventStream stream, string? id, Exception exception)
    {
        using var payload = PooledStreams.Create();
        await serializer.WriteAsync(payload, errors.ResultOf(exception), CancellationToken.None);
        await stream.NextAsync(id, payload.ToExactArray());
        await stream.CompleteAsync(id);
    }
}
