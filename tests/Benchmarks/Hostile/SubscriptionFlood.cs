using System.Globalization;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>Many subscriptions with large variables on each of some WebSockets, all of which stay open.</summary>
/// <param name="sockets">Of all clients together.</param>
internal sealed class SubscriptionFlood(string name, int sockets, string query, string variables)
    : Attack(name, WebSocketFlood.Open, Tally.Closed, "TOO_LARGE", "TOO_COMPLEX")
{
    /// <summary>Of one WebSocket: nearly the most that it takes.</summary>
    private const int Subscriptions = 99;

    internal override string Held => "subscriptions";

    internal override TimeSpan FillTime => TimeSpan.FromSeconds(60);

    internal override bool HasReference => true;

    protected override async Task RunClientAsync(int client, AttackTurn turn)
    {
        List<HeldSubscriptions> held = [];
        try
        {
            for (var i = ShareOf(client, turn, sockets); i > 0 && !turn.IsEnding; i--)
            {
                if (await ConnectAsync(client, turn) is not { } socket) continue;
                if (await HeldSubscriptions.OpenAsync(socket, turn) is { } opened) held.Add(opened);
            }

            await Task.WhenAll(held.Select(each => each.SubscribeAsync(Subscriptions, Message, turn)));
            await HoldAsync(turn);
        }
        catch (OperationCanceledException)
        {
            turn.Tally.Add(Tally.Unanswered);
        }
        finally
        {
            foreach (var each in held) await each.EndAsync(turn.Tally);
        }
    }

    private string Message(int id) => string.Create(
        CultureInfo.InvariantCulture, $$$"""{"id":"{{{id}}}","type":"subscribe","payload":{"query":{{{System.Text.Json.JsonSerializer.Serialize(query)}}},"variables":{{{variables}}}}}""");
}
