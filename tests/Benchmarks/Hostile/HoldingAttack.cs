using System.Net.Sockets;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>
/// Connections that begin something and then send a few bytes a second, as many at a time as the service bears: what it ends is
/// begun anew. Slow senders look at what the service says; deaf ones read nothing, with a small buffer.
/// </summary>
/// <param name="connections">Of one client.</param>
/// <param name="opening">What a connection sends at first, by its number.</param>
/// <param name="drip">What it sends each second.</param>
internal sealed class HoldingAttack(
    string name, int connections, Func<int, byte[]> opening, byte[] drip, bool isDeaf, params string[] expected) : Attack(name, expected)
{
    private const int DeafBufferBytes = 4096;

    /// <summary>A second's drips are spread over so many ticks.</summary>
    private const int TicksPerSecond = 10;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1) / TicksPerSecond;

    internal override string Held => "connections";

    /// <summary>Until slow ones have been ended.</summary>
    internal override TimeSpan WarmUp => TimeSpan.FromSeconds(8);

    internal override TimeSpan Patience => TimeSpan.FromSeconds(45);

    protected override async Task RunClientAsync(int client, AttackTurn turn)
    {
        var held = new HeldConnection?[connections];
        using var timer = new PeriodicTimer(Tick);
        try
        {
            for (var tick = 0; !turn.IsEnding || Array.Exists(held, connection => connection is not null); tick++)
            {
                for (var i = tick % TicksPerSecond; i < held.Length; i += TicksPerSecond) held[i] = await GoOnAsync(held[i], client, i, turn);
                await timer.WaitForNextTickAsync(turn.Cancelled);
            }
        }
        catch (OperationCanceledException)
        {
            // What is left is counted below.
        }
        finally
        {
            foreach (var connection in held.OfType<HeldConnection>())
            {
                turn.Tally.Add(connection.Age >= Patience ? Tally.Held : Tally.Unanswered, connection.Age);
                connection.Dispose();
            }
        }
    }

    private async Task<HeldConnection?> GoOnAsync(HeldConnection? connection, int client, int number, AttackTurn turn)
    {
        if (connection is null) return turn.IsEnding ? null : await OpenAsync(client, number, turn);
        if (connection.Drip(drip) is not { } outcome) return connection;
        turn.Tally.Add(outcome, connection.Age);
        connection.Dispose();
        return null;
    }

    private async Task<HeldConnection?> OpenAsync(int client, int number, AttackTurn turn)
    {
        var socket = await ConnectAsync(client, turn, isDeaf ? DeafBufferBytes : 0);
        if (socket is null) return null;
        turn.Tally.Open();
        try
        {
            await socket.SendAsync(opening((client * connections) + number), turn.Cancelled);
            socket.Blocking = false;
            return new HeldConnection(socket, isDeaf);
        }
        catch (SocketException)
        {
            turn.Tally.Add(Tally.Closed, TimeSpan.Zero);
            socket.Dispose();
            return null;
        }
    }
}
