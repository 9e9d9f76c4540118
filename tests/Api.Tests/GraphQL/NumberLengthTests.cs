using System.Net;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>Numbers of 40 characters are the longest that are read, wherever they stand: parsing takes the square of their length.</summary>
public sealed class NumberLengthTests : IAsyncLifetime
{
    private const string InABody = "The body has a number of {0} characters; the limit is 40.";
    private const string InAQuery = "The query has a number of {0} characters; the limit is 40.";

    private readonly TestService _service = new() { Settings = ["--GroupResults:GraphQL:MaxBatch=2"] };

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("""{"query":"{ __typename }","variables":{"n":#}}""")]
    [InlineData("""{"query":"{ __typename }","variables":{"n":[{"m":-#}]}}""")]
    [InlineData("""{"query":"{ __typename }","extensions":{"n":#.5}}""")]
    [InlineData("""{"query":"{ __typename }","other":#e9}""")]
    [InlineData("""[{"query":"{ __typename }"},{"query":"{ __typename }","variables":{"n":#}}]""")]
    public async Task Post_NumberInTheBody_HasAtMost40Characters(string body)
    {
        foreach (var length in (int[])[41, 1_000_000])
            AssertRefused(await _service.PostAsync(With(body, length)), InABody, length, field: "body");

        var answer = await _service.PostAsync(With(body, 40));
        Assert.True(answer.Status is HttpStatusCode.OK, answer.Text);
        Assert.Equal(HttpStatusCode.OK, (await _service.PostAsync(body.Replace("-#", "#").Replace("#.5", "#").Replace("#e9", "#").Replace("#", $"\"{Digits(1000)}\""))).Status);
    }

    [Theory]
    [InlineData("variables")]
    [InlineData("extensions")]
    public async Task Get_NumberInAParameter_HasAtMost40Characters(string parameter)
    {
        AssertRefused(await GetAsync(41), $"'{parameter}' has a number of {{0}} characters; the limit is 40.", 41, parameter);
        AssertRefused(await GetAsync(4000), $"'{parameter}' has a number of {{0}} characters; the limit is 40.", 4000, parameter);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(40)).Status);

        Task<Answer> GetAsync(int length) => _service.GetAsync(
            $"/graphql?query=%7B__typename%7D&{parameter}={Uri.EscapeDataString(With("""{"n":#}""", length))}", ("Accept", ResponseType));
    }

    [Theory]
    [InlineData("{ pushes(repository: \"r\", first: #) { totalCount } }")]
    [InlineData("{ pushes(repository: \"r\", first: -#) { totalCount } }")]
    [InlineData("{ pushes(repository: \"r\", first: #.5) { totalCount } }")]
    [InlineData("{ pushes(repository: \"r\", first: #e9) { totalCount } }")]
    [InlineData("query($n: Int = #) { pushes(repository: \"r\", first: $n) { totalCount } }")]
    public async Task Document_NumberInIt_HasAtMost40Characters(string query)
    {
        foreach (var length in (int[])[41, 100_000])
            AssertRefused(await _service.GraphQLAsync(With(query, length)), InAQuery, length, field: "query");
        AssertRefused(await _service.GetAsync($"/graphql?query={Uri.EscapeDataString(With(query, 41))}", ("Accept", ResponseType)), InAQuery, 41, field: "query");

        // No page is so large; but that is another refusal.
        Assert.DoesNotContain("has a number of", (await _service.GraphQLAsync(With(query, 40))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_NumberInTheDocument_HasAtMost40Characters()
    {
        var answer = await _service.PostAsync(
            With("""{"query":"subscription { pushUpdated(repository: \"r\", revision: \"#\") { version } } query Q { pushes(repository: \"r\", first: #) { totalCount } }","operationName":"Q"}""", 41),
            accept: "text/event-stream");

        Assert.Contains("has a number of 41 characters", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"1","type":"subscribe","payload":{"query":"{ __typename }","variables":{"n":#}}}""")]
    [InlineData("""{"type":"ping","payload":{"n":-#}}""")]
    public async Task WebSocket_NumberInAMessage_HasAtMost40Characters(string message)
    {
        foreach (var length in (int[])[41, 1_000_000])
        {
            using var socket = await GraphQLSocket.StartAsync(_service);
            await socket.SendAsync(With(message, length));
            await socket.AssertClosedAsync(4400);
            Assert.Equal($"The message has a number of {length} characters; the limit is 40.", socket.CloseReason);
        }

        using var other = await GraphQLSocket.StartAsync(_service);
        await other.SendAsync(With(message, 40));
        Assert.Contains("\"type\":\"", await other.ReceiveTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebSocket_NumberBeforeTheInitialisation_ClosesWith4400()
    {
        using var socket = await GraphQLSocket.OpenAsync(_service, GraphQLSocket.Protocol);

        await socket.SendAsync(With("""{"type":"connection_init","payload":{"n":#}}""", 41));

        await socket.AssertClosedAsync(4400);
    }

    private static void AssertRefused(Answer answer, string message, int length, string field)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, length), answer.Error.GetProperty("message").GetString());
        Assert.Equal("TOO_LARGE", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(field, answer.Error.GetProperty("extensions").GetProperty("field").GetString());
    }

    /// <summary>With a number of so many characters, the sign and what follows the digits among them.</summary>
    private static string With(string text, int length)
    {
        var others = text.Contains("-#", StringComparison.Ordinal) ? 1 : text.Contains("#.5", StringComparison.Ordinal) || text.Contains("#e9", StringComparison.Ordinal) ? 2 : 0;
        return text.Replace("#", Digits(length - others), StringComparison.Ordinal);
    }

    private static string Digits(int length) => new('1', length);
}
