using System.Net.Sockets;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>Many connections, each with one query that has to wait for its turn. None asks twice within a turn of the attack.</summary>
/// <param name="connections">Of all clients together.</param>
internal sealed class WaitingQueries(string name, int connections, HostileRequest request)
    : Attack(name, Waiting, Answered, "413", "TOO_LARGE")
{
    /// <summary>The outcome of one that has no answer when the turn ends.</summary>
    private const string Waiting = "waiting";

    /// <summary>Enough for what these queries are answered.</summary>
    private const int AnswerBytes = 4096;

    internal override string Held => "queries";

    internal override TimeSpan FillTime => TimeSpan.FromSeconds(30);

    internal override bool HasReference => true;

    protected override async Task RunClientAsync(int client, AttackTurn turn)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(turn.Cancelled);
        List<(Socket Socket, Task Reading)> asked = [];
        try
        {
            for (var i = ShareOf(client, turn, connections); i > 0 && !turn.IsEnding; i--)
            {
                if (await ConnectAsync(client, turn) is not { } socket) continue;
                asked.Add((socket, AskAsync(socket, request.WithNumber((uint)((i * turn.Clients) + client)), turn, stopping.Token)));
            }

            await HoldAsync(turn);
        }
        catch (OperationCanceledException)
        {
            // What waits is counted by those that wait.
        }
        finally
        {
            await stopping.CancelAsync();
            foreach (var (socket, reading) in asked)
            {
                await reading;
                socket.Dispose();
            }
        }
    }

    private static async Task AskAsync(Socket socket, byte[] bytes, AttackTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent), cancellationToken);
            turn.Tally.Open();
            turn.Tally.Add(await new AnswerReader(AnswerBytes).ReadAsync(socket, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            turn.Tally.Add(Waiting);
        }
        catch (SocketException)
        {
            turn.Tally.Add(Tally.Closed);
        }
    }
}
