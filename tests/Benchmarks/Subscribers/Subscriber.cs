using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using GroupResults.Domain.Pushes;

namespace GroupResults.Benchmarks.Subscribers;

/// <summary>One subscriber of a push over a WebSocket, which checks that nothing is missing in what it gets.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private const string Subscription =
        "subscription($revision: String!) { pushUpdated(repository: \"autoland\", revision: $revision) { version reset taskRuns { taskId } } }";

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _first;
    private readonly long _last;
    private Task _reading = Task.CompletedTask;

    private Subscriber(long first, long last)
    {
        _first = first;
        _last = last;
        Version = first;
        _socket.Options.AddSubProtocol("graphql-transport-ws");
    }

    /// <summary>Done at the last version, or with what was wrong.</summary>
    internal Task Reached => _reached.Task;

    internal long Version { get; private set; }

    /// <summary>Task runs that it was told of; each report of the run is of another.</summary>
    internal int TaskRuns { get; private set; }

    internal int Payloads { get; private set; }

    /// <param name="first">The version that the push has.</param>
    /// <param name="last">The one that it will come to.</param>
    internal static async Task<Subscriber> StartAsync(Uri service, PushKey push, long first, long last, CancellationToken cancellationToken)
    {
        var subscriber = new Subscriber(first, last);
        await subscriber._socket.ConnectAsync(new UriBuilder(service) { Scheme = "ws", Path = "/graphql" }.Uri, cancellationToken);
        await subscriber.SendAsync(new { type = "connection_init" }, cancellationToken);
        await subscriber.ReceiveAsync(cancellationToken);
        await subscriber.SendAsync(
            new { id = "1", type = "subscribe", payload = new { query = Subscription, variables = new { revision = push.Revision } } }, cancellationToken);
        await subscriber.SendAsync(new { type = "ping" }, cancellationToken); // Its answer says that the one before was taken.
        await subscriber.ReceiveAsync(cancellationToken);
        subscriber._reading = Task.Run(() => subscriber.ReadAsync(cancellationToken), cancellationToken);
        return subscriber;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Take(await ReceiveAsync(cancellationToken));
                if (Version == _last) _reached.TrySetResult();
            }
        }
        catch (Exception exception)
        {
            _reached.TrySetException(exception);
            _ = _reached.Task.Exception;
        }
    }

    private void Take(ReadOnlyMemory<byte> message)
    {
        using var json = JsonDocument.Parse(message);
        var change = json.RootElement.GetProperty("payload").GetProperty("data").GetProperty("pushUpdated");
        var version = change.GetProperty("version").GetInt64();
        if (version <= Version) throw new InvalidOperationException($"Version {version} came after {Version}.");
        if (change.GetProperty("reset").GetBoolean()) throw new InvalidOperationException("A subscriber was sent everything.");
        var taskRuns = change.GetProperty("taskRuns").GetArrayLength();
        if (taskRuns != version - Version) throw new InvalidOperationException($"{taskRuns} task runs came for versions {Version} to {version}.");
        Version = version;
        TaskRuns += taskRuns;
        Payloads++;
        if (TaskRuns != version - _first) throw new InvalidOperationException($"Version {version} has {TaskRuns} task runs since {_first}.");
    }

    private async Task SendAsync(object message, CancellationToken cancellationToken) => await _socket.SendAsync(
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message)), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private async Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (received.MessageType is WebSocketMessageType.Close)
                throw new InvalidOperationException($"The service closed it: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            length += received.Count;
            if (received.EndOfMessage) return _buffer.AsMemory(0, length);
        }
    }
}
