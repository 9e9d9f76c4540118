using System.Net;
using System.Net.Sockets;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>What hostile clients do, all of them the same.</summary>
/// <param name="expected">The outcomes that are right: whole, or their status or code alone. <c>200</c> is only itself.</param>
internal abstract class Attack(string name, params string[] expected)
{
    /// <summary>The outcome of a request that was served.</summary>
    internal const string Answered = "200";

    /// <summary>Right for every attack: the service takes no more of it.</summary>
    private static readonly string[] Refusals = ["429", "503", "RATE_LIMITED", "UNAVAILABLE"];

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    internal string Name => name;

    /// <summary>What stays once it is begun, in the plural; null where one request follows another.</summary>
    internal virtual string? Held => null;

    /// <summary>Whether a server that does nothing with the requests costs the others what the requests themselves cost.</summary>
    internal virtual bool HasReference => false;

    /// <summary>The longest wait until all that is to be held is there, beyond the time in which others read.</summary>
    internal virtual TimeSpan FillTime => TimeSpan.Zero;

    /// <summary>For what is under way at the end of a turn that is not the last.</summary>
    internal virtual TimeSpan ShortPatience => TimeSpan.FromSeconds(1);

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

    /// <summary>From an address of the client's own.</summary>
    protected static HttpClient Http(int client, AttackTurn turn) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, _) => await ConnectAsync(client, turn) is { } socket
            ? new NetworkStream(socket, ownsSocket: true)
            : throw new HttpRequestException("The service takes no connection."),
    })
    {
        BaseAddress = new Uri($"http://{turn.Service}"),
        Timeout = Timeout.InfiniteTimeSpan, // The turn ends it.
    };

    /// <summary>Of a total that all clients have together.</summary>
    protected static int ShareOf(int client, AttackTurn turn, int total) => (total / turn.Clients) + (client < total % turn.Clients ? 1 : 0);

    /// <summary>Until the turn is ending. What is held meanwhile costs the client nothing.</summary>
    protected static async Task HoldAsync(AttackTurn turn)
    {
        turn.Fill();
        while (!turn.IsEnding) await Task.Delay(Tick, TimeProvider.System, turn.Cancelled);
    }

    /// <summary>From an address of the client's own. What is closed is gone at once, with nothing left to wait for.</summary>
    /// <returns>Null where the service takes no connection.</returns>
    protected static async Task<Socket?> ConnectAsync(int client, AttackTurn turn, int receiveBufferBytes = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        try
        {
            if (receiveBufferBytes > 0) socket.ReceiveBufferSize = receiveBufferBytes;
            socket.Bind(ClientAddress.Of(client));
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
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _filled;
    private volatile bool _isEnding;

    internal IPEndPoint Service => service;

    internal int Clients => clients;

    internal Tally Tally => tally;

    internal CancellationToken Cancelled => cancelled;

    /// <summary>Nothing new is to be begun.</summary>
    internal bool IsEnding => _isEnding;

    /// <summary>Every client has begun all that it is to hold, or been refused it.</summary>
    internal Task Full => _full.Task;

    /// <summary>To be called once by each client.</summary>
    internal void Fill()
    {
        if (Interlocked.Increment(ref _filled) == clients) _full.SetResult();
    }

    internal void End() => _isEnding = true;
}
