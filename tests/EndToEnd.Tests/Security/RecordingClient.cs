using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace GroupResults.EndToEnd.Tests.Security;

/// <summary>Sends anything, however wrong, and puts whole answers into the haystack.</summary>
internal sealed class RecordingClient(Uri address, Haystack haystack) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, UseCookies = false })
    {
        BaseAddress = address,
        Timeout = Eventually.Limit,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    /// <param name="place">What the answer is called in the haystack.</param>
    internal async Task<string> SendAsync(string place, HttpMethod method, string path, string? body, params IEnumerable<(string Name, string Value)> headers)
    {
        var answer = await AnswerAsync(method, path, body, headers);
        haystack.Add($"answer to {place}", answer);
        return answer;
    }

    /// <summary>GraphQL by POST.</summary>
    internal Task<string> QueryAsync(string place, string? authorization, string query, object? variables = null) =>
        SendAsync(place, HttpMethod.Post, "/graphql", JsonSerializer.Serialize(new { query, variables }), Headers(authorization));

    /// <summary>The one answer that may hold a secret: that of the mutation which made it.</summary>
    internal async Task<string> CreateTokenAsync(string authorization, string name)
    {
        const string Mutation = "mutation ($name: String!) { createAccessToken(input: { name: $name, scopes: [READ, INGEST] }) { secret } }";
        var answer = await AnswerAsync(
            HttpMethod.Post, "/graphql", JsonSerializer.Serialize(new { query = Mutation, variables = new { name } }), Headers(authorization));
        var body = JsonElement.Parse(answer[answer.IndexOf("\n\n", StringComparison.Ordinal)..]);
        return body.GetProperty("data").GetProperty("createAccessToken").GetProperty("secret").GetString()!;
    }

    /// <summary>Bytes that are no HTTP as a client library would send it.</summary>
    internal async Task SendRawAsync(string place, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, Cancellation);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        haystack.Add($"answer to {place}", await reader.ReadToEndAsync(Cancellation).WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation));
    }

    /// <summary>Sends the messages over a WebSocket, and takes what comes until as many have come as are wanted, or it is closed.</summary>
    internal async Task TalkAsync(string place, string? authorization, int wanted, params IEnumerable<string> messages)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        if (authorization is not null) socket.Options.SetRequestHeader("Authorization", authorization);
        try
        {
            await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/graphql" }.Uri, Cancellation);
        }
        catch (WebSocketException exception)
        {
            haystack.Add($"messages of {place}", exception.Message);
            return;
        }

        foreach (var message in messages)
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var received = new List<string>();
        while (received.Count < wanted && await ReceiveAsync(socket) is { } message) received.Add(message);
        if (socket.State is WebSocketState.Open) await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
        haystack.Add($"messages of {place}", [.. received, $"{socket.CloseStatus} {socket.CloseStatusDescription}"]);
    }

    internal static IEnumerable<(string Name, string Value)> Headers(string? authorization) => authorization is null ? [] : [("Authorization", authorization)];

    private async Task<string> AnswerAsync(HttpMethod method, string path, string? body, IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        var hasType = false;
        foreach (var (name, value) in headers)
        {
            hasType |= name == "Content-Type";
            if (!request.Headers.TryAddWithoutValidation(name, value)) Assert.True(request.Content?.Headers.TryAddWithoutValidation(name, value), name);
        }

        if (!hasType) request.Content?.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var isStream = response.Content.Headers.ContentType?.MediaType is "text/event-stream";
        var text = isStream ? await ReadEventAsync(response) : await response.Content.ReadAsStringAsync(Cancellation);
        return $"{(int)response.StatusCode} {response.ReasonPhrase}\n{response.Headers}{response.Content.Headers}{response.TrailingHeaders}\n\n{text}";
    }

    /// <summary>What a stream begins with, to its first data; it may go on for ever.</summary>
    private static async Task<string> ReadEventAsync(HttpResponseMessage response)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation), Encoding.UTF8);
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation) is { } line)
        {
            text.Append(line).Append('\n');
            if (line.StartsWith("data", StringComparison.Ordinal)) break;
        }

        return text.ToString();
    }

    private static async Task<string?> ReceiveAsync(ClientWebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), Cancellation).AsTask().WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation);
            if (received.MessageType is WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage) return Encoding.UTF8.GetString(message.ToArray());
        }
    }
}
