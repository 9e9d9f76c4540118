using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>The same request as soon as the one before is answered, on the same connection where the service keeps it.</summary>
internal sealed class RequestAttack(string name, Func<HostileRequest> make, params string[] expected) : Attack(name, expected)
{
    /// <summary>Longer ones are the same each time, and nobody has a copy of one.</summary>
    private const int MaxNumberedBytes = 4 * 1024 * 1024;

    /// <summary>Before the next try to connect.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lazy<HostileRequest> _request = new(make); // Some are large.

    /// <summary>Of all clients together; null for one of each.</summary>
    internal int? Connections { get; init; }

    internal override bool HasReference => true;

    protected override Task RunClientAsync(int client, AttackTurn turn) => Task.WhenAll(
        Enumerable.Range(0, ShareOf(client, turn, Connections ?? turn.Clients)).Select(i => RunConnectionAsync(client, client + (i * turn.Clients), turn)));

    /// <param name="connection">Its number among those of all clients.</param>
    private async Task RunConnectionAsync(int client, int connection, AttackTurn turn)
    {
        var request = _request.Value;
        var bytes = request.Bytes;
        var numberAt = bytes.Length > MaxNumberedBytes ? -1 : bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(HostileRequest.Number));
        if (numberAt >= 0) bytes = [.. bytes];
        var number = (uint)connection << 24 | (uint)(Stopwatch.GetTimestamp() / Stopwatch.Frequency % 256) << 16; // Another in each turn.
        var reader = new AnswerReader();
        Socket? socket = null;
        try
        {
            while (!turn.IsEnding)
            {
                socket ??= await ConnectAsync(client, turn);
                if (socket is null)
                {
                    await Task.Delay(Pause, TimeProvider.System, turn.Cancelled);
                    continue;
                }

                if (numberAt >= 0) Utf8Formatter.TryFormat(number++, bytes.AsSpan(numberAt), out _, new('x', (byte)HostileRequest.Number.Length));
                if (!await TryAskAsync(socket, request, bytes, reader, turn))
                {
                    socket.Dispose();
                    socket = null;
                }
            }
        }
        catch (OperationCanceledException)
        {
            turn.Tally.Add(Tally.Unanswered);
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <returns>Whether the connection takes another.</returns>
    private static async Task<bool> TryAskAsync(Socket socket, HostileRequest request, byte[] bytes, AnswerReader reader, AttackTurn turn)
    {
        try
        {
            var sending = SendAsync(socket, request, bytes, turn.Cancelled);
            if (!request.IsLarge) await sending;
            turn.Tally.Add(await reader.ReadAsync(socket, turn.Cancelled));
            if (sending.IsCompletedSuccessfully) return reader.IsKeptAlive;
            socket.Dispose();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }
        catch (SocketException)
        {
            turn.Tally.Add(Tally.Closed);
            return false;
        }
    }

    private static async Task SendAsync(Socket socket, HostileRequest request, byte[] bytes, CancellationToken cancellationToken)
    {
        await SendAllAsync(bytes);
        for (var i = 0; i < request.Times; i++) await SendAllAsync(request.Repeated!);
        if (request.Ending is { } ending) await SendAllAsync(ending);

        async ValueTask SendAllAsync(ReadOnlyMemory<byte> rest)
        {
            while (!rest.IsEmpty) rest = rest[await socket.SendAsync(rest, cancellationToken)..];
        }
    }
}
