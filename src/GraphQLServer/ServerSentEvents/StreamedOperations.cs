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
            await stream.SendAwayAsync(exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await EndAsync(stream, id: null, exception);
        }
    }

    /// <summary>Runs one operation of a reserved stream, from the moment on that it is opened.</summary>
    /// <param name="memory">Held for the operation.</param>
    /// <param name="cancellation">Given out for the operation by the stream.</param>
    internal async Task RunAsync(
        ReservedStream reserved, string id, PreparedOperation operation, IClient client, IDisposable memory, CancellationTokenSource cancellation)
    {
        try
        {
            await RunAsync(await reserved.Opened.WaitAsync(cancellation.Token), reserved, id, operation, client, cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SubscriberTooSlowException or ObjectDisposedException)
        {
            // Its client does not want it any more, or has gone.
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
            var now = await client.RecheckAsync(cancellation.Token); // The stream may have been opened long afterwards.
            now.EnsureValid();
            await foreach (var message in runner.RunAsync(operation, now, cancellation.Token)) await stream.NextAsync(id, message.Payload);
            if (reserved.Remove(id, cancellation)) await stream.CompleteAsync(id);
        }
        catch (SubscriberTooSlowException exception)
        {
            await stream.SendAwayAsync(exception.Message); // With all that it carries, or this one would be waited for in vain.
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not ObjectDisposedException)
        {
            if (reserved.Remove(id, cancellation)) await EndAsync(stream, id, exception);
        }
    }

    /// <summary>Tells why an operation is not answered, in the place of its payload.</summary>
    private async Task EndAsync(EventStream stream, string? id, Exception exception)
    {
        using var payload = PooledStreams.Create();
        await serializer.WriteAsync(payload, errors.ResultOf(exception), CancellationToken.None);
        await stream.NextAsync(id, payload.ToExactArray());
        await stream.CompleteAsync(id);
    }
}
