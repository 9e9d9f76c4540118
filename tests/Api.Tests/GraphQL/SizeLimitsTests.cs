using System.Net;
using System.Text;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>Each limit at its edge: the last size that is taken, and the first that is not.</summary>
public sealed class SizeLimitsTests(TestService service) : IClassFixture<TestService>
{
    private const int MaxLogBytes = 16 * 1024 * 1024;
    private const int MaxBodyBytes = 40 * 1024 * 1024;

    private readonly string _revision = NewRevision();

    [Fact]
    public async Task RecordGroupResultsBatch_Of500Reports_IsTheLargest()
    {
        var reports = Enumerable.Range(0, 501).Select(i => Report(_revision, $"T{i}")).ToArray();
        var before = service.CountAllRows();

        AssertTooLarge(await service.TryRecordBatchAsync(reports), "inputs", "inputs has 501 reports; a batch has at most 500");
        Assert.Equal(before, service.CountAllRows());
        Assert.Equal(500, (await service.RecordBatchAsync(reports[..500])).GetArrayLength());
    }

    [Fact]
    public async Task RecordGroupResults_Of100000Results_IsTheLargest()
    {
        var results = Enumerable.Range(0, 100_001).Select(i => ($"g{i}", "OK", 1)).ToArray();
        var before = service.CountAllRows();

        AssertTooLarge(
            await service.TryRecordAsync(Report(_revision, "T", results)),
            "input.results",
            "input.results has 100001 results; a report has at most 100000");
        Assert.Equal(before, service.CountAllRows());
        Assert.Equal(100_000, (await service.RecordAsync(Report(_revision, "T", results[..100_000]))).GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task RecordGroupResultsBatch_Of100000ResultsInAll_IsTheLargest()
    {
        var results = Enumerable.Repeat(("g", "OK", 1), 50_001).ToArray();
        var before = service.CountAllRows();

        AssertTooLarge(
            await service.TryRecordBatchAsync(Report(_revision, "T", results), Report(_revision, "U", results[..50_000])),
            "inputs",
            "inputs has 100001 results in total; a batch has at most 100000");
        Assert.Equal(before, service.CountAllRows());
        Assert.Equal(2, (await service.RecordBatchAsync(Report(_revision, "T", results[..50_000]), Report(_revision, "U", results[..50_000]))).GetArrayLength());
    }

    [Fact]
    public async Task IngestErrorSummary_Of16MiB_IsTheLargest()
    {
        var line = """{"action":"group_result","group":"large.toml","status":"OK"}""";
        var log = line + new string(' ', MaxLogBytes - line.Length);
        var before = service.CountAllRows();

        AssertTooLarge(
            await service.TryIngestAsync(_revision, log + " "), "input.content", "input.content is larger than 16777216 bytes of text");
        Assert.Equal(before, service.CountAllRows());
        Assert.Equal(1, (await service.IngestAsync(_revision, "T", log)).GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task IngestErrorSummary_Of100001Results_IsRefused()
    {
        var log = string.Concat(Enumerable.Range(0, 100_001).Select(i => $$"""{"action":"group_result","group":"g{{i}}","status":"OK"}""" + "\n"));
        var before = service.CountAllRows();

        AssertTooLarge(await service.TryIngestAsync(_revision, log), "input.content", "input.content has more than 100000 group results");
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_Of40MiB_IsTheLargest(bool isCompressed)
    {
        AssertBodyTooLarge(await PostAsync(MaxBodyBytes + 1, isCompressed));

        Assert.Equal("""{"data":{"__typename":"Query"}}""", (await PostAsync(MaxBodyBytes, isCompressed)).Text);
    }

    private static void AssertTooLarge(Answer answer, string field, string message)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("data").ValueKind);
        Assert.Equal(message, answer.Error.GetProperty("message").GetString());
        Assert.Equal($$"""{"code":"TOO_LARGE","field":"{{field}}"}""", answer.Error.GetProperty("extensions").GetRawText());
    }

    private static void AssertBodyTooLarge(Answer answer)
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal(
            """{"errors":[{"message":"The request's body is larger than 41943040 bytes.","extensions":{"code":"TOO_LARGE","field":"body"}}]}""", answer.Text);
    }

    private Task<Answer> PostAsync(int bytes, bool isCompressed)
    {
        var text = """{"query":"{ __typename }"}""";
        var body = Encoding.UTF8.GetBytes(text + new string(' ', bytes - text.Length));
        return service.Http.SendAsync(HttpMethod.Post, "/graphql", request =>
        {
            request.Content = new ByteArrayContent(isCompressed ? Requests.Gzip(body) : body);
            request.Content.Headers.ContentType = new("application/json");
            if (isCompressed) request.Content.Headers.ContentEncoding.Add("gzip");
            request.Headers.ExpectContinue = true; // The refusal comes before the body is sent.
        });
    }
}
