using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>Operations added to event streams that are reserved and never opened. Each waits for its stream, with its variables.</summary>
/// <param name="operations">Of all clients together.</param>
internal sealed class ReservedStreams(string name, int operations, string query, string variables)
    : Attack(name, Added, Lapsed, "408", "413", "TOO_LARGE", "TOO_COMPLEX")
{
    /// <summary>The outcome of an operation that waits.</summary>
    private const string Added = "202";

    /// <summary>The stream was not opened in time, and is gone.</summary>
    private const string Lapsed = "404";

    private const string TokenHeader = "X-GraphQL-Event-Stream-Token";

    /// <summary>The most that a stream takes.</summary>
    private const int OperationsOfAStream = 100;

    private static readonly Uri Address = new("/graphql", UriKind.Relative);

    internal override string Held => "operations";

    internal override TimeSpan FillTime => TimeSpan.FromSeconds(60);

    /// <summary>For the operations to be ended one by one.</summary>
    internal override TimeSpan ShortPatience => Patience;

    internal override bool HasReference => true;

    protected override async Task RunClientAsync(int client, AttackTurn turn)
    {
        using var http = Http(client, turn);
        List<(string Token, int Id)> added = [];
        try
        {
            for (var left = ShareOf(client, turn, operations); left > 0 && !turn.IsEnding; left -= OperationsOfAStream)
            {
                if (await ReserveAsync(http, turn) is { } token) await AddAsync(http, token, Math.Min(left, OperationsOfAStream), added, turn);
            }

            await HoldAsync(turn);
            foreach (var (token, id) in added) await EndAsync(http, token, id, turn);
        }
        catch (OperationCanceledException)
        {
            turn.Tally.Add(Tally.Unanswered);
        }
        catch (HttpRequestException)
        {
            turn.Tally.Add(Tally.Closed); // The service has died, perhaps.
        }
    }

    /// <returns>The stream's token; null where none was given.</returns>
    private static async Task<string?> ReserveAsync(HttpClient http, AttackTurn turn)
    {
        using var response = await http.PutAsync(Address, content: null, turn.Cancelled);
        if (response.IsSuccessStatusCode) return await response.Content.ReadAsStringAsync(turn.Cancelled);
        await CountAsync(response, turn);
        return null;
    }

    private async Task AddAsync(HttpClient http, string token, int count, List<(string Token, int Id)> added, AttackTurn turn)
    {
        for (var id = 0; id < count && !turn.IsEnding; id++)
        {
            var body = $$$"""{"query":{{{JsonSerializer.Serialize(query)}}},"variables":{{{variables}}},"extensions":{"operationId":"{{{id}}}"}}""";
            using var request = new HttpRequestMessage(HttpMethod.Post, Address);
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            request.Headers.Add(TokenHeader, token);
            using var response = await http.SendAsync(request, turn.Cancelled);
            await CountAsync(response, turn);
            if (!response.IsSuccessStatusCode) continue;
            turn.Tally.Open();
            added.Add((token, id));
        }
    }

    private static async Task EndAsync(HttpClient http, string token, int id, AttackTurn turn)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(string.Create(CultureInfo.InvariantCulture, $"/graphql?operationId={id}"), UriKind.Relative));
        request.Headers.Add(TokenHeader, token);
        using var response = await http.SendAsync(request, turn.Cancelled);
    }

    private static async Task CountAsync(HttpResponseMessage response, AttackTurn turn) =>
        turn.Tally.Add(HttpText.Outcome((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(turn.Cancelled)));
}
