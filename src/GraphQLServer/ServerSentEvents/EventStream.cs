using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GraphQLServer.ServerSentEvents;

/// <summary>A response of server-sent events by the GraphQL over SSE protocol. Sends whole events, one at a time, without a queue.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private const int PieceBytes = 64 * 1024;

    private readonly HttpContext _context;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ended;
    private ITimer? _keepAlive;
    private bool _closed;

    private EventStream(HttpContext context, TimeProvider time, CancellationToken stopping)
    {
        _context = context;
        _time = time;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
    }

    /// <summary>Cancelled when the client disconnects, the service stops, or the client reads too slowly.</summary>
    internal CancellationToken Ended => _ended.Token;

    /// <summary>Starts the response.</summary>
    internal static async Task<EventStream> StartAsync(HttpContext context, TimeProvider time, CancellationToken stopping)
    {
        StreamLimits.BoundSendBuffer(context);
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no"; // Keeps nginx from buffering events.
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var stream = new EventStream(context, time, stopping);
        try
        {
            await stream.WriteAsync(":\n\n"u8.ToArray()); // Shows the client at once that it is connected.
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }

        stream._keepAlive = time.CreateTimer(
            static state => _ = ((EventStream)state!).TryKeepAliveAsync(), stream, StreamLimits.KeepAlive, StreamLimits.KeepAlive);
        return stream;
    }

    /// <param name="id">The operation's id if the stream carries several; otherwise null.</param>
    /// <exception cref="SubscriberTooSlowException">The event was not sent in time.</exception>
    internal Task NextAsync(string? id, ReadOnlyMemory<byte> payload) => id is null
        ? WriteAsync("event: next\ndata: "u8.ToArray(), payload, "\n\n"u8.ToArray()) // The payload is JSON on one line.
        : WriteAsync(
            Encoding.UTF8.GetBytes($"event: next\ndata: {{\"id\":{JsonSerializer.Serialize(id)},\"payload\":"), payload, "}\n\n"u8.ToArray());

    internal Task CompleteAsync(string? id) =>
        WriteAsync(Encoding.UTF8.GetBytes($"event: complete\ndata: {(id is null ? "" : $"{{\"id\":{JsonSerializer.Serialize(id)}}}")}\n\n"));

    /// <summary>Ends the stream with the reason as a comment and without a completion, so that the client reconnects.</summary>
    internal async Task DisconnectAsync(string reason)
    {
        try
        {
            await WriteAsync(Comment(reason));
            await _ended.CancelAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SubscriberTooSlowException)
        {
            // The stream has ended, perhaps because it was too slow itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_keepAlive is not null) await _keepAlive.DisposeAsync();
        await _turn.WaitAsync(); // Nobody may write to a response that has ended.
        _closed = true;
        _turn.Release();
        _ended.Dispose();
    }

    private async Task WriteAsync(params ReadOnlyMemory<byte>[] texts)
    {
        await _turn.WaitAsync(_ended.Token);
        try
        {
            if (_closed) return;
            var writing = WriteToBodyAsync(texts);
            try
            {
                await writing.WaitAsync(StreamLimits.SlowSend, _time, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                await EndSlowAsync(writing);
                throw new SubscriberTooSlowException(StreamLimits.TooSlow);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes in pieces: a slow reader holds at most one of them in addition to the payload, which others share.</summary>
    private async Task WriteToBodyAsync(params ReadOnlyMemory<byte>[] texts)
    {
        foreach (var text in texts)
        {
            for (var rest = text; !rest.IsEmpty; rest = rest[Math.Min(PieceBytes, rest.Length)..])
            {
                await _context.Response.Body.WriteAsync(rest[..Math.Min(PieceBytes, rest.Length)], _context.RequestAborted);
                if (rest.Length > PieceBytes) await Task.Yield(); // Lets other work run: the system can accept all pieces at once.
            }
        }

        await _context.Response.Body.FlushAsync(_context.RequestAborted);
    }

    /// <summary>Sends the reason as a comment: the client would take an event for one of an operation.</summary>
    private async Task EndSlowAsync(Task writing)
    {
        _closed = true;
        try
        {
            await writing.WaitAsync(StreamLimits.ClosingGrace, _time, CancellationToken.None);
            await WriteToBodyAsync(Comment(StreamLimits.TooSlow)).WaitAsync(StreamLimits.ClosingGrace, _time, CancellationToken.None);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            _context.Abort();
        }

        await _ended.CancelAsync();
    }

    private static byte[] Comment(string text) => Encoding.UTF8.GetBytes($": {text}\n\n");

    private async Task TryKeepAliveAsync()
    {
        try
        {
            await WriteAsync(":\n\n"u8.ToArray());
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SubscriberTooSlowException)
        {
            // The stream has ended.
        }
    }
}
