using System.Net;
using System.Net.Sockets;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>What hostile clients do, all of them the same.</summary>
/// <param name="expected">The outcomes that are right: whole, or their status or code alone. <c>200</c> is only itself.</param>
internal abstract class Attack(string name, params string[] expected)
{
    /// <summary>The outcome of a request that was served.</summary>
    internal const string Answered = "200";

    /// <summary>Right for every attack: the service takes no more of it.</summary>
    private static readonly string[] Refusals = ["429", "503", "RATE_LIMITED", "UNAVAILABLE"];

    internal string Name => name;

    /// <summary>Whether it opens connections that stay, instead of sending one request after another.</summary>
    internal virtual bool Holds => false;

    /// <summary>How long it goes on before it counts: what the service compiles at the first of a kind is no part of what it costs.</summary>
    internal virtual TimeSpan WarmUp => TimeSpan.FromSeconds(1);

    /// <summary>Until the service ends of itself what is left when a turn is over; asked only after the last one.</summary>
    internal virtual TimeSpan Patience => TimeSpan.FromSeconds(30);

    internal bool IsExpected(string outcome) => outcome == Tally.Unanswered || expected.Concat(Refusals).Any(
        right => outcome == right || (right != Answered && outcome.Split(' ').Contains(right)));

    internal Task RunAsync(AttackTurn turn) =>
        Task.WhenAll(Enumerable.Range(0, turn.Clients).Select(client => Task.Run(() => RunClientAsync(client, turn), turn.Cancelled)));

    /// <summary>Goes on until the turn is ending, then comes to its own end, or to an early one where the turn is cancelled.</summary>
    protected abstract Task RunClientAsync(int client, AttackTurn turn);

    /// <summary>From an address of the client's own. What is closed is gone at once, with nothing left to wait for.</summary>
    /// <returns>Null where the service takes no connection.</returns>
    protected static async Task<Socket?> ConnectAsync(int client, AttackTurn turn, int receiveBufferBytes = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        try
        {
            if (receiveBufferBytes > 0) socket.ReceiveBufferSize = receiveBufferBytes;
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 1, (byte)(client + 1)]), 0));
            await socket.ConnectAsync(turn.Service, turn.Cancelled);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            turn.Tally.Add(Tally.NoConnection);
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>One turn of an attack.</summary>
internal sealed class AttackTurn(IPEndPoint service, int clients, Tally tally, CancellationToken cancelled)
{
    private volatile bool _isEnding;

    internal IPEndPoint Service => service;

    internal int Clients => clients;

    internal Tally Tally => tally;

    internal CancellationToken Cancelled => cancelled;

    /// <summary>Nothing new is to be begun.</summary>
    internal bool IsEnding => _isEnding;

    internal void End() => _isEnding = true;
}
