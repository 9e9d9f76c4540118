using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Rest;

/// <summary>Answers that are large in every form: the names of their groups cannot be compressed.</summary>
public sealed class LargeAnswerTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Theory]
    [InlineData(false, "gzip")]
    [InlineData(false, null)]
    [InlineData(true, "gzip")]
    [InlineData(true, null)]
    public async Task Head_OfALargeAnswer_HasTheLengthOfTheGetAndNoBody(bool graphQL, string? encoding)
    {
        await RecordAsync(results: 4_000);
        var path = graphQL ? QueryPath(Query()) : GroupResultsPath(_revision);
        (string, string)[] headers = encoding is null ? [] : [("Accept-Encoding", encoding)];
        await service.GetAsync(path, headers);
        var get = await service.GetAsync(path, headers);
        Assert.InRange(get.Body.Length, 100_000, int.MaxValue);

        using var connection = await RawConnection.SendAsync(service.Address, "HEAD", path, encoding);
        var head = Encoding.ASCII.GetString(await connection.ReadAsync(64 * 1024));

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\r\nContent-Length: {get.Body.Length}\r\n"), head, StringComparison.Ordinal);
        Assert.Equal(encoding is not null, head.Contains("\r\nContent-Encoding: gzip\r\n", StringComparison.Ordinal));
        Assert.Equal(head.Length - 4, head.IndexOf("\r\n\r\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4_000, null)]
    [InlineData(4_000, "gzip")]
    [InlineData(20_000, null)]
    [InlineData(20_000, "gzip")]
    public async Task GraphQL_MissAndHitOfALargeResponse_AreWholeAndDifferInTheirStatusOnly(int results, string? encoding)
    {
        await RecordAsync(results);
        (string, string)[] headers = encoding is null ? [] : [("Accept-Encoding", encoding)];

        var miss = await service.GetAsync(QueryPath(Query()), headers);
        var hit = await service.GetAsync(QueryPath(Query()), headers);

        // The same data by a query whose responses are not kept.
        var data = (await service.GraphQLAsync(Query(" @include(if: true)"))).Json.GetProperty("data").GetRawText();
        foreach (var (answer, status) in ((Answer, string)[])[(miss, "MISS"), (hit, "HIT")])
        {
            Assert.Equal(answer.Body.Length, answer.Response.Content.Headers.ContentLength);
            Assert.Equal(encoding, answer.Header("Content-Encoding"));
            var cache = $$"""{"status":"{{status}}","version":1,"expiresAt":"2026-03-04T05:11:07Z","stability":"ACTIVE"}""";
            Assert.True(answer.Decoded == $$$"""{"data":{{{data}}},"extensions":{"cache":{{{cache}}}}}""", answer.Decoded[^300..]);
        }
    }

    private string Query(string directive = "") =>
        $$"""{ push(repository: "autoland", revision: "{{_revision}}"){{directive}} { version resultMap tasks { nodes { results { group } } } } }""";

    private static string QueryPath(string query) => "/graphql?query=" + Uri.EscapeDataString(query);

    private Task<JsonElement> RecordAsync(int results) =>
        service.RecordAsync(Report(_revision, "T", [.. Enumerable.Range(0, results).Select(number => (Name(number), "OK", number))]));

    private static string Name(int number) => Convert.ToBase64String(SHA256.HashData(BitConverter.GetBytes(number)));
}
