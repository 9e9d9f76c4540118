using System.Net;
using System.Text;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Rest;

/// <summary>An errorsummary log sent as a file.</summary>
public sealed class ErrorSummaryEndpointTests(TestService service) : IClassFixture<TestService>
{
    private const string Log =
        """
        {"action":"group_result","group":"a.toml","status":"OK","duration":12}
        no json
        {"action":"group_result","group":"b.toml","status":"ERROR","duration":1}

        """;

    private readonly string _revision = NewRevision();

    [Fact]
    public async Task Put_ALog_IsAnsweredLikeTheMutation()
    {
        var answer = await PutAsync("T/1", Log);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        var payload = answer.Json;
        Assert.Equal(["push", "changed", "accepted", "rejected"], payload.EnumerateObject().Select(property => property.Name));
        Assert.True(payload.GetProperty("changed").GetBoolean());
        Assert.Equal(2, payload.GetProperty("accepted").GetInt32());
        Assert.Equal("""[{"line":2,"group":null,"code":"NOT_AN_OBJECT","reason":"the line is not a JSON object"}]""", payload.GetProperty("rejected").GetRawText());

        // The push has the same words as in GraphQL.
        Assert.Equal(
            (await service.QueryAsync($$"""{ push(repository: "autoland", revision: "{{_revision}}") { id repository revision version firstSeenAt lastActivityAt stability } }"""))
                .GetProperty("push").GetRawText(),
            payload.GetProperty("push").GetRawText());
        Assert.Equal("""{"T":{"a.toml":true,"b.toml":false}}""", await service.PushFieldAsync(_revision, "resultMap"));
        Assert.Equal("""{"nodes":[{"taskId":"T","runId":1,"jobName":null}]}""", await service.PushFieldAsync(_revision, "tasks { nodes { taskId runId jobName } }"));
    }

    [Fact]
    public async Task Put_PropertiesOfTheRun_AreStored()
    {
        await PutAsync("T/0", Log, query: "?platform=linux2404-64&option=debug&variant=swr&suite=web%20tests&tier=2&suite=");

        Assert.Equal(
            """{"nodes":[{"platform":"linux2404-64","option":"debug","variant":"swr","suite":null,"tier":2,"configuration":"linux2404-64/debug-swr"}]}""",
            await service.PushFieldAsync(_revision, "tasks { nodes { platform option variant suite tier configuration } }"));
    }

    [Theory]
    [InlineData("tier=first", "tier", "tier is 'first'; a tier is 1 to 9")]
    [InlineData("tier=-1", "tier", "tier is '-1'; a tier is 1 to 9")]
    [InlineData("tier=0", "tier", "tier is 0; a tier is 1 to 9")]
    [InlineData("tier=10", "tier", "tier is 10; a tier is 1 to 9")]
    [InlineData("suite=a%00b", "suite", "suite contains the control character U+0000, which no text may contain")]
    [InlineData("jobName=%00", "jobName", "jobName contains the control character U+0000, which no text may contain")]
    public async Task Put_BadPropertyOfTheRun_IsABadRequest(string query, string field, string detail)
    {
        var before = service.CountAllRows();

        var answer = await PutAsync("T/0", Log, query: $"?{query}");

        AssertProblem(answer, HttpStatusCode.BadRequest, "INVALID_INPUT", field);
        Assert.Equal(detail, answer.Json.GetProperty("detail").GetString());
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task Put_TheSameLogAgain_ChangesNothing()
    {
        await PutAsync("T/0", Log);

        var again = await PutAsync("T/0", Log);

        Assert.False(again.Json.GetProperty("changed").GetBoolean());
        Assert.Equal(1, again.Json.GetProperty("push").GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("test-linux%2Fopt-mochitest%201", "test-linux/opt-mochitest 1")]
    [InlineData("%C3%A9", "\u00e9")]
    [InlineData("first&jobName=last", "last")]
    [InlineData("", null)]
    public async Task Put_WithAJobName_StoresIt(string query, string? jobName)
    {
        await PutAsync($"T/0", Log, query: "?jobName=" + query);

        var stored = jobName is null ? "null" : $"\"{jobName}\"";
        Assert.Equal($$"""{"nodes":[{"jobName":{{stored}}}]}""", await service.PushFieldAsync(_revision, "tasks { nodes { jobName } }"));
    }

    [Fact]
    public async Task Put_WithAContentTypeOrNone_IsTheSame()
    {
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("T/0", Log, prepare: content => content.Headers.ContentType = null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("T/0", Log, prepare: content => content.Headers.ContentType = new("application/x-www-form-urlencoded"))).Status);
    }

    [Fact]
    public async Task Put_PathValuesPercentEncoded_AreDecoded()
    {
        var answer = await service.Http.SendAsync(
            HttpMethod.Put, $"/api/project/auto%6Cand/push/{_revision}/task/%54/%30/errorsummary", request => request.Content = new StringContent(Log));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"T":{"a.toml":true,"b.toml":false}}""", await service.PushFieldAsync(_revision, "resultMap"));
    }

    [Theory]
    [InlineData("a%2Fb", "taskId")]
    [InlineData("a%20b", "taskId")]
    [InlineData("%C3%A9", "taskId")]
    [InlineData("a.b", "taskId")]
    public async Task Put_PathValueOutOfItsRule_IsABadRequest(string taskId, string field)
    {
        var before = service.CountAllRows();

        AssertProblem(await PutAsync($"{taskId}/0", Log), HttpStatusCode.BadRequest, "INVALID_INPUT", field);
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [InlineData("x", "runId is 'x'; a run id is 0 to 1000")]
    [InlineData("-1", "runId is '-1'; a run id is 0 to 1000")]
    [InlineData("1.0", "runId is '1.0'; a run id is 0 to 1000")]
    [InlineData("%201", "runId is ' 1'; a run id is 0 to 1000")]
    [InlineData("1001", "runId is 1001; a run id is 0 to 1000")]
    [InlineData("99999999999", "runId is '99999999999'; a run id is 0 to 1000")]
    public async Task Put_RunIdThatIsNone_IsABadRequest(string runId, string detail)
    {
        var answer = await PutAsync($"T/{runId}", Log);

        AssertProblem(answer, HttpStatusCode.BadRequest, "INVALID_INPUT", "runId");
        Assert.Equal(detail, answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Put_JobNameTooLong_IsABadRequest()
    {
        AssertProblem(await PutAsync("T/0", Log, query: "?jobName=" + new string('x', 256)), HttpStatusCode.BadRequest, "INVALID_INPUT", "jobName");
    }

    [Fact]
    public async Task Put_NoLog_IsABadRequest()
    {
        var answer = await PutAsync("T/0", "<html></html>");

        AssertProblem(answer, HttpStatusCode.BadRequest, "INVALID_INPUT", "content");
        Assert.Equal("content is not an errorsummary log: none of its lines is a JSON object", answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Put_EmptyBody_IsAnEmptyReport()
    {
        var answer = await PutAsync("T/0", "");

        Assert.Equal(0, answer.Json.GetProperty("accepted").GetInt32());
        Assert.Equal("{}", await service.PushFieldAsync(_revision, "resultMap"));
    }

    /// <summary>What a failed download leaves: no file, an error page, the beginning of a log.</summary>
    [Theory]
    [InlineData("", "content has 0 group results, but run 0 of task 'T' already has 29, and a log never clears results; to clear them, call recordGroupResults with an empty list")]
    [InlineData("""{"action":"test_groups","groups":["a.toml"]}""", "content has 0 group results, but run 0 of task 'T' already has 29, and a log never clears results; to clear them, call recordGroupResults with an empty list")]
    [InlineData("""{"code":"ResourceNotFound","message":"Artifact not found"}""", "content has 1 rejected line and no group result; line 1: the action is missing")]
    [InlineData("""{"action":"test_groups","groups":["a.toml"]}""" + "\n" + """{"action":"group_res""", "content has 1 rejected line and no group result; line 2: the line is not a JSON object")]
    public async Task Put_JunkInThePlaceOfResults_IsABadRequestAndReplacesNothing(string junk, string detail)
    {
        await PutAsync("T/0", string.Concat(Enumerable.Range(0, 29).Select(i => $$"""{"action":"group_result","group":"{{i}}.toml","status":"OK"}""" + "\n")));
        var before = service.CountAllRows();

        var answer = await PutAsync("T/0", junk, query: "?jobName=another");

        AssertProblem(answer, HttpStatusCode.BadRequest, "INVALID_INPUT", "content");
        Assert.Equal(detail, answer.Json.GetProperty("detail").GetString());
        Assert.Equal("""{"ok":29}""", await service.PushFieldAsync(_revision, "counts { ok }"));
        Assert.Equal("1", await service.PushFieldAsync(_revision, "version"));
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task Put_Gzip_IsDecoded()
    {
        var answer = await PutAsync("T/0", Requests.Gzip(Encoding.UTF8.GetBytes(Log)), prepare: content => content.Headers.ContentEncoding.Add("gzip"));

        Assert.Equal(2, answer.Json.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Put_Chunked_IsRead()
    {
        var answer = await service.Http.SendAsync(HttpMethod.Put, Path("T/0"), request =>
        {
            request.Content = new StringContent(Log);
            request.Headers.TransferEncodingChunked = true;
        });

        Assert.Equal(2, answer.Json.GetProperty("accepted").GetInt32());
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    [InlineData("x")]
    public async Task Put_CodingThatIsNotKnown_IsUnsupported(string coding)
    {
        var answer = await PutAsync("T/0", Log, prepare: content => content.Headers.TryAddWithoutValidation("Content-Encoding", coding));

        AssertProblem(answer, HttpStatusCode.UnsupportedMediaType, "INVALID_INPUT", "content");
        Assert.Equal("The Content-Encoding must be gzip or none.", answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Put_BodyThatIsNotOfItsCoding_IsABadRequest()
    {
        var before = service.CountAllRows();

        var answer = await PutAsync("T/0", Log, prepare: content => content.Headers.ContentEncoding.Add("gzip"));

        AssertProblem(answer, HttpStatusCode.BadRequest, "INVALID_INPUT", "content");
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(60)]
    public async Task Put_GzipThatEndsEarly_IsABadRequest(int missingBytes)
    {
        var before = service.CountAllRows();
        var packed = Requests.Gzip(Encoding.UTF8.GetBytes(Log));

        var answer = await PutAsync("T/0", packed[..^missingBytes], prepare: content => content.Headers.ContentEncoding.Add("gzip"));

        AssertProblem(answer, HttpStatusCode.BadRequest, "INVALID_INPUT", "content");
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Put_MoreThan16MiB_IsTooLarge(bool isCompressed)
    {
        var before = service.CountAllRows();
        var log = Encoding.UTF8.GetBytes(Log + new string(' ', (16 * 1024 * 1024) + 1 - Log.Length));

        var answer = await PutAsync("T/0", isCompressed ? Requests.Gzip(log) : log, prepare: content =>
        {
            if (isCompressed) content.Headers.ContentEncoding.Add("gzip");
        });

        AssertProblem(answer, HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE", "content");
        Assert.Equal("content is larger than 16777216 bytes of text", answer.Json.GetProperty("detail").GetString());
        Assert.Equal(before, service.CountAllRows());
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("T/0", log[..^1])).Status);
    }

    [Fact]
    public async Task Put_BodyOver40MiB_IsTooLargeBeforeItIsSent()
    {
        var answer = await service.Http.SendAsync(HttpMethod.Put, Path("T/0"), request =>
        {
            request.Content = new ByteArrayContent(new byte[(40 * 1024 * 1024) + 1]);
            request.Headers.ExpectContinue = true;
        });

        AssertProblem(answer, HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE", "content");
        Assert.Equal("The body is larger than 41943040 bytes.", answer.Json.GetProperty("detail").GetString());
    }

    private static void AssertProblem(Answer answer, HttpStatusCode status, string code, string field)
    {
        Assert.True(status == answer.Status, answer.Text);
        Assert.Equal("application/problem+json; charset=utf-8", answer.ContentType);
        Assert.Equal((int)status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(code, answer.Json.GetProperty("code").GetString());
        Assert.Equal(field, answer.Json.GetProperty("field").GetString());
        Assert.NotEmpty(answer.Json.GetProperty("title").GetString()!);
        Assert.DoesNotContain("input.", answer.Text, StringComparison.Ordinal);
    }

    private string Path(string taskRun) => $"/api/project/autoland/push/{_revision}/task/{taskRun}/errorsummary";

    private Task<Answer> PutAsync(string taskRun, string log, string query = "", Action<HttpContent>? prepare = null) =>
        PutAsync(taskRun, Encoding.UTF8.GetBytes(log), query, prepare);

    private Task<Answer> PutAsync(string taskRun, byte[] body, string query = "", Action<HttpContent>? prepare = null) =>
        service.Http.SendAsync(HttpMethod.Put, Path(taskRun) + query, request =>
        {
            request.Content = new ByteArrayContent(body);
            prepare?.Invoke(request.Content);
        });
}
