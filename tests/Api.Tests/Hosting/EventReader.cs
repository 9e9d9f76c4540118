using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>A stream of server-sent events, read as its bytes come.</summary>
internal sealed class EventReader : IDisposable
{
    internal const string MediaType = "text/event-stream";

    private readonly HttpClient _client;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventReader(HttpClient client, HttpResponseMessage response, Stream body)
    {
        _client = client;
        _response = response;
        _lines = new StreamReader(body, Encoding.UTF8);
    }

    internal HttpStatusCode Status => _response.StatusCode;

    internal string? ContentType => _response.Content.Headers.ContentType?.ToString();

    /// <summary>The beginning of the answer, without its body.</summary>
    internal Answer Head => new(_response, []);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static Task<EventReader> PostAsync(
        TestService service, string query, object? variables = null, params (string Name, string Value)[] headers) =>
        OpenAsync(service, HttpMethod.Post, "/graphql", JsonSerializer.Serialize(new { query, variables }), headers);

    internal static Task<EventReader> GetAsync(TestService service, string path, params (string Name, string Value)[] headers) =>
        OpenAsync(service, HttpMethod.Get, path, body: null, headers);

    /// <summary>For an answer that is no stream: all of it.</summary>
    internal async Task<Answer> ToAnswerAsync() => new(_response, Encoding.UTF8.GetBytes(await _lines.ReadToEndAsync(Cancellation)));

    /// <summary>The next event, or the comment that stands in its place; null at the stream's end, also where it breaks off.</summary>
    internal async Task<ServerEvent?> ReadAsync()
    {
        string? name = null;
        string? data = null;
        string? comment = null;
        while (await ReadLineAsync() is { } line)
        {
            if (line.Length == 0) return new ServerEvent(name, data, comment);
            var (field, value) = line.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0
                ? (line[..colon], line[(colon + 1)..].TrimStart(' '))
                : (line, "");
            if (field.Length == 0) comment = value;
            else if (field == "event") name = value;
            else if (field == "data") data = value;
            else Assert.Fail($"An unexpected line: {line}");
        }

        return null;
    }

    /// <summary>The data of the next event, which has this name. Comments are passed over.</summary>
    internal async Task<JsonElement> ReadAsync(string name)
    {
        while (true)
        {
            var next = await ReadAsync();
            Assert.NotNull(next);
            if (next.Name is null) continue;
            Assert.Equal(name, next.Name);
            return string.IsNullOrEmpty(next.Data) ? default : JsonElement.Parse(next.Data);
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
        _client.Dispose();
    }

    private static async Task<EventReader> OpenAsync(
        TestService service, HttpMethod method, string path, string? body, (string Name, string Value)[] headers)
    {
        // With hardly any room for what is not read.
        var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = GraphQLSocket.ConnectAsync })
        {
            BaseAddress = service.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.ParseAdd(MediaType);
        request.AddHeaders(headers);
        if (body is not null) request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation)
            .WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation);
        return new EventReader(client, response, await response.Content.ReadAsStreamAsync(Cancellation));
    }

    private async Task<string?> ReadLineAsync()
    {
        try
        {
            return await _lines.ReadLineAsync(Cancellation).AsTask().WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return null;
        }
    }
}

/// <summary>An event by its parts; those that it does not have are null.</summary>
internal sealed record ServerEvent(string? Name, string? Data, string? Comment);
