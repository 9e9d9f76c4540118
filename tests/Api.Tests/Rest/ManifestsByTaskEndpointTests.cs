using System.Net;
using System.Text;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Rest;

/// <summary>A decision task's manifests-by-task.json sent as a file.</summary>
public sealed class ManifestsByTaskEndpointTests(TestService service) : IClassFixture<TestService>
{
    private const string Manifests = """{"test-linux/opt-1": ["dom/a.toml", "dom/b.toml"], "test-linux/opt-2": ["dom/a.toml"]}""";

    private readonly string _revision = NewRevision();

    [Fact]
    public async Task Put_AMap_IsExpectedFinally()
    {
        var answer = await PutAsync(Manifests);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        var payload = answer.Json;
        Assert.Equal(["push", "changed", "tasks", "groups"], payload.EnumerateObject().Select(property => property.Name));
        Assert.Equal((true, 2, 3), (payload.GetProperty("changed").GetBoolean(), payload.GetProperty("tasks").GetInt32(), payload.GetProperty("groups").GetInt32()));
        Assert.Equal(
            (await service.QueryAsync($$"""{ push(repository: "autoland", revision: "{{_revision}}") { id repository revision version firstSeenAt lastActivityAt stability } }"""))
                .GetProperty("push").GetRawText(),
            payload.GetProperty("push").GetRawText());
        await service.RecordAsync(Report(_revision, "T", ("dom/a.toml", "OK", 1)).With("jobName", "test-linux/opt-1"));
        await service.RecordAsync(Report(_revision, "U").With("jobName", "test-linux/opt-2"));
        Assert.Equal(
            """{"expected":2,"reported":1,"pending":0,"noGroups":1,"complete":true}""",
            await service.PushFieldAsync(_revision, "completion { expected reported pending noGroups complete }"));
    }

    [Fact]
    public async Task Put_TheSameAgain_ChangesNothing()
    {
        await PutAsync(Manifests);

        var again = await PutAsync(Manifests);

        Assert.Equal((false, 1), (again.Json.GetProperty("changed").GetBoolean(), again.Json.GetProperty("push").GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Put_Gzip_IsDecoded()
    {
        var answer = await PutAsync(Requests.Gzip(Encoding.UTF8.GetBytes(Manifests)), content => content.Headers.ContentEncoding.Add("gzip"));

        Assert.Equal(3, answer.Json.GetProperty("groups").GetInt32());
    }

    [Fact]
    public async Task Put_GzipThatDoesNotSaySo_NamesTheHeaderThatItNeeds()
    {
        var answer = await PutAsync(Requests.Gzip(Encoding.UTF8.GetBytes(Manifests)));

        AssertProblem(answer, HttpStatusCode.BadRequest, "INVALID_INPUT", "content", "content is compressed with gzip; send it with the header Content-Encoding: gzip");
    }

    [Theory]
    [InlineData("[]", "content is not a JSON object that maps labels to lists of manifests")]
    [InlineData("", "content is empty")]
    [InlineData("""{"a": ["b", "c\\d"]}""", "content has for the task 'a', at [1], a manifest that contains a backslash; a group name uses forward slashes")]
    public async Task Put_NoSuchMap_IsABadRequest(string content, string detail)
    {
        var before = service.CountAllRows();

        var answer = await PutAsync(content);

        AssertProblem(answer, HttpStatusCode.BadRequest, "INVALID_INPUT", "content", detail);
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task Put_BadRevision_IsABadRequest()
    {
        var answer = await service.Http.SendAsync(
            HttpMethod.Put, "/api/project/autoland/push/tip/manifests-by-task", request => request.Content = new StringContent(Manifests));

        AssertProblem(answer, HttpStatusCode.BadRequest, "INVALID_INPUT", "revision", "revision is 'tip'; a revision is 1 to 64 of 0-9 a-f, in lower case");
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("x")]
    public async Task Put_CodingThatIsNotKnown_IsUnsupported(string coding)
    {
        var answer = await PutAsync(Encoding.UTF8.GetBytes(Manifests), content => content.Headers.TryAddWithoutValidation("Content-Encoding", coding));

        AssertProblem(answer, HttpStatusCode.UnsupportedMediaType, "INVALID_INPUT", "content", "The Content-Encoding must be gzip or none.");
    }

    [Fact]
    public async Task Put_GzipThatEndsEarly_IsABadRequest()
    {
        var before = service.CountAllRows();

        var answer = await PutAsync(Requests.Gzip(Encoding.UTF8.GetBytes(Manifests))[..^9], content => content.Headers.ContentEncoding.Add("gzip"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task Put_GzipOfMoreThan40MiB_IsTooLarge()
    {
        var before = service.CountAllRows();
        var manifests = new Dictionary<string, IEnumerable<string>> { ["a"] = Enumerable.Range(0, 450_000).Select(i => $"{i:x100}") };
        var content = JsonSerializer.SerializeToUtf8Bytes(manifests);
        Assert.InRange(content.Length, (40 * 1024 * 1024) + 1, 50_000_000);

        var answer = await PutAsync(Requests.Gzip(content), body => body.Headers.ContentEncoding.Add("gzip"));

        AssertProblem(answer, HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE", "content", "The body is larger than 41943040 bytes.");
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task Put_AsManyAsAFullTaskGraphHas_IsStored()
    {
        var manifests = Enumerable.Range(0, 20_000).ToDictionary(
            task => $"test-linux2404-64/opt-mochitest-{task}", task => Enumerable.Range(0, 20).Select(group => $"dom/part{(task + group) % 5000}/test/mochitest.toml"));

        var answer = await PutAsync(JsonSerializer.SerializeToUtf8Bytes(manifests));

        Assert.True(answer.Status is HttpStatusCode.OK, answer.Text);
        Assert.Equal((20_000, 400_000), (answer.Json.GetProperty("tasks").GetInt32(), answer.Json.GetProperty("groups").GetInt32()));
        Assert.Equal("""{"expected":20000,"pending":20000}""", await service.PushFieldAsync(_revision, "completion { expected pending }"));
    }

    private static void AssertProblem(Answer answer, HttpStatusCode status, string code, string field, string detail)
    {
        Assert.True(status == answer.Status, answer.Text);
        Assert.Equal("application/problem+json; charset=utf-8", answer.ContentType);
        var problem = answer.Json;
        Assert.Equal(
            (code, field, detail),
            (problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString(), problem.GetProperty("detail").GetString()));
    }

    private Task<Answer> PutAsync(string content) => PutAsync(Encoding.UTF8.GetBytes(content));

    private Task<Answer> PutAsync(byte[] content, Action<HttpContent>? prepare = null) =>
        service.Http.SendAsync(HttpMethod.Put, $"/api/project/autoland/push/{_revision}/manifests-by-task", request =>
        {
            request.Content = new ByteArrayContent(content);
            prepare?.Invoke(request.Content);
        });
}
