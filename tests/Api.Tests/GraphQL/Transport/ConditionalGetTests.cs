using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Transport;

/// <summary>Queries by GET: kept responses have an entity tag, and who has the response already gets 304 for one reading of the head.</summary>
public sealed class ConditionalGetTests : IAsyncLifetime
{
    private const string Fields = "version stability tasks { nodes { taskId } }";
    private const string TrustedId = "tasks-of-a-push";

    private static readonly string Trusted = $"query($revision: String!) {{ push(repository: \"autoland\", revision: $revision) {{ {Fields} }} }}";

    private readonly TemporaryDirectory _directory = new();
    private readonly string _revision = NewRevision();
    private readonly TestService _service;

    public ConditionalGetTests()
    {
        var manifest = _directory.File("documents.json");
        File.WriteAllText(manifest, JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [TrustedId] = Trusted }));
        _service = new TestService
        {
            Settings = [$"--GroupResults:GraphQL:TrustedDocuments={manifest}", "--GroupResults:Http:Origins=https://ci.example.org"],
        };
    }

    private string Path => PathOf($$"""{ push(repository: "autoland", revision: "{{_revision}}") { {{Fields}} } }""");

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Tag_IsWeakAndTheSameForMissHitAndAllCodings()
    {
        var tasks = Enumerable.Range(0, 100).Select(number => Report(_revision, $"Task{number}", ("group/of/some/length.toml", "OK", number)));
        foreach (var report in tasks) await _service.RecordAsync(report);

        var answers = (Answer[])[await _service.GetAsync(Path), await _service.GetAsync(Path), await _service.GetAsync(Path, ("Accept-Encoding", "gzip"))];

        Assert.Matches("^W/\"[A-Za-z0-9_-]{22}\"$", answers[0].Header("ETag"));
        Assert.Single(answers.Select(answer => answer.Header("ETag")).Distinct(StringComparer.Ordinal));
        Assert.Equal([null, null, "gzip"], answers.Select(answer => answer.Header("Content-Encoding")));
        Assert.All(answers, answer => Assert.Equal("no-cache", answer.Header("Cache-Control")));
        Assert.All(answers, answer => Assert.Equal("Accept, Accept-Encoding, GraphQL-Cost", answer.Header("Vary")));
    }

    [Theory]
    [InlineData("GET", "{0}")]
    [InlineData("HEAD", "{0}")]
    [InlineData("GET", "\"other\", {0}")]
    [InlineData("GET", "*")]
    public async Task Condition_ThatMatches_Is304ForOneReadingOfTheHead(string method, string condition)
    {
        var tag = await TagAsync(Path);
        var (heads, snapshots, counters) = (_service.HeadReads.Count, _service.SnapshotsRead, await CountersAsync());

        var answer = await _service.Http.SendAsync(new HttpMethod(method), Path, request => request.AddHeaders(
            ("If-None-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)), ("Accept-Encoding", "gzip"), ("Origin", "https://ci.example.org")));

        Assert.Equal((HttpStatusCode.NotModified, 0, tag), (answer.Status, answer.Body.Length, answer.Header("ETag")));
        Assert.Equal(("no-cache", null), (answer.Header("Cache-Control"), answer.Header("Content-Encoding")));
        Assert.StartsWith("Accept, Accept-Encoding", answer.Header("Vary"), StringComparison.Ordinal);
        Assert.Contains("ETag", answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Equal((heads + 1, snapshots, counters), (_service.HeadReads.Count, _service.SnapshotsRead, await CountersAsync()));
    }

    /// <summary>The tag does not depend on the bytes: they may have been evicted, or rendered by another instance.</summary>
    [Fact]
    public async Task Condition_WhoseResponseIsNotInMemory_IsNotRenderedFor304()
    {
        var tag = await TagAsync(Path);
        await using var other = new TestService { SharedDatabase = _service.DatabasePath, Time = _service.Time };
        await other.InitializeAsync();

        Assert.Equal(HttpStatusCode.NotModified, (await other.GetAsync(Path, ("If-None-Match", tag))).Status);
        Assert.Equal(0, other.SnapshotsRead);
    }

    [Fact]
    public async Task Condition_AfterAReport_IsAnsweredWithTheNewVersion()
    {
        var tag = await TagAsync(Path);
        await _service.RecordAsync(Report(_revision, "U", ("a", "OK", 1)));

        var answer = await _service.GetAsync(Path, ("If-None-Match", tag));

        Assert.Contains("\"version\":2", answer.Text, StringComparison.Ordinal);
        Assert.NotEqual(tag, answer.Header("ETag"));
    }

    [Fact]
    public async Task Condition_OfAPushThatFellIdle_IsAnsweredWithItsStability()
    {
        var tag = await TagAsync(Path);
        _service.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.NotModified, (await _service.GetAsync(Path, ("If-None-Match", tag))).Status);

        _service.Time.Advance(TimeSpan.FromTicks(1));
        var answer = await _service.GetAsync(Path, ("If-None-Match", tag));

        Assert.Contains("\"stability\":\"STABLE\"", answer.Text, StringComparison.Ordinal);
        Assert.NotEqual(tag, answer.Header("ETag"));
    }

    /// <summary>An origin depends on the push's parents, and they may be reported, or become parents, at any time.</summary>
    [Fact]
    public async Task Condition_OfAQueryThatLooksAtOtherPushes_HoldsUntilAnyChangeInTheRepository()
    {
        var path = PathOf($$"""{ push(repository: "autoland", revision: "{{_revision}}") { groups { nodes { name origin { kind } } } } }""");
        var tag = await TagAsync(path);
        await _service.RecordAsync(Report(NewRevision(), "T", ("a", "OK", 1)).With("repository", "mozilla-central"));
        Assert.Equal(HttpStatusCode.NotModified, (await _service.GetAsync(path, ("If-None-Match", tag))).Status);

        await _service.RecordAsync(Report(NewRevision(), "T", ("a", "OK", 1)));

        Assert.Equal(HttpStatusCode.OK, (await _service.GetAsync(path, ("If-None-Match", tag))).Status);
        Assert.NotEqual(tag, await TagAsync(path));
    }

    [Fact]
    public async Task Tag_OfAnotherQueryVariableOrPush_IsAnother()
    {
        var other = NewRevision();
        await _service.RecordAsync(Report(other, "T", ("a", "OK", 1)));
        string[] paths =
        [
            Path,
            PathOf($$"""{ push(repository: "autoland", revision: "{{_revision}}") { version } }"""),
            PathOf(Trusted, $$"""{"revision":"{{_revision}}"}"""),
            PathOf(Trusted, $$"""{"revision":"{{other}}"}"""),
        ];

        var tags = await Task.WhenAll(paths.Select(TagAsync));

        Assert.Equal(paths.Length, tags.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(HttpStatusCode.OK, (await _service.GetAsync(paths[1], ("If-None-Match", tags[0]))).Status);
    }

    [Fact]
    public async Task Document_TrustedOrPersisted_HasTheTagOfItsText()
    {
        var variables = $$"""{"revision":"{{_revision}}"}""";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Trusted)));
        var persisted = Uri.EscapeDataString($$$"""{"persistedQuery":{"version":1,"sha256Hash":"{{{hash}}}"}}""");
        var tag = await TagAsync(PathOf(Trusted, variables));

        foreach (var document in (string[])[$"documentId={TrustedId}", $"extensions={persisted}"])
        {
            var path = $"/graphql?{document}&variables={Uri.EscapeDataString(variables)}";
            Assert.Equal(tag, await TagAsync(path));
            Assert.Equal(HttpStatusCode.NotModified, (await _service.GetAsync(path, ("If-None-Match", tag))).Status);
        }
    }

    [Theory]
    [InlineData("{ pushes(repository: \"autoland\") { nodes { version } } }", 200)]
    [InlineData("{ push(repository: \"autoland\", revision: \"ffff\") { version } }", 200)]
    [InlineData("{ push(repository: \"autoland\", revision: \"REV\") { tasks(after: \"none\") { totalCount } } }", 200)]
    [InlineData("{ push(repository: \"autoland\", revision: \"REV\") { nonsense } }", 400)]
    public async Task Response_ThatIsNotKept_HasNoTag(string query, int status)
    {
        var answer = await _service.GetAsync(PathOf(query.Replace("REV", _revision, StringComparison.Ordinal)), ("Accept", ResponseType), ("If-None-Match", "W/\"other\""));

        Assert.Equal((status, null, null), ((int)answer.Status, answer.Header("ETag"), answer.Header("Cache-Control")));
    }

    [Fact]
    public async Task Post_OfTheSameQuery_HasNoTagAndNoCondition()
    {
        var tag = await TagAsync(Path);

        var answer = await _service.GraphQLAsync(
            $$"""{ push(repository: "autoland", revision: "{{_revision}}") { {{Fields}} } }""", null, null, ("If-None-Match", tag));

        Assert.Equal((HttpStatusCode.OK, null), (answer.Status, answer.Header("ETag")));
    }

    /// <summary>Whoever may not read the push is refused, whatever they know of it.</summary>
    [Fact]
    public async Task Condition_OfACallerWithoutAccess_IsRefused()
    {
        await using var service = new TestService { SharedDatabase = _service.DatabasePath, Environment = "Production", Settings = ["--GroupResults:Access:Reads=Token"] };
        await service.InitializeAsync();
        var reader = await service.IssueAsync(AccessScopes.Read);
        var answer = await service.GetAsync(Path, reader.Header);
        var tag = ("If-None-Match", answer.Header("ETag")!);

        Assert.Equal("no-cache", answer.Header("Cache-Control"));
        Assert.Equal(HttpStatusCode.NotModified, (await service.GetAsync(Path, reader.Header, tag)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.GetAsync(Path, tag, ("Accept", ResponseType))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.GetAsync(Path, (await service.IssueAsync(AccessScopes.Ingest)).Header, tag, ("Accept", ResponseType))).Status);
    }

    private static string PathOf(string query, string? variables = null) =>
        $"/graphql?query={Uri.EscapeDataString(query)}{(variables is null ? "" : $"&variables={Uri.EscapeDataString(variables)}")}";

    private async Task<string> TagAsync(string path)
    {
        var answer = await _service.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Header("ETag") ?? throw new InvalidOperationException(answer.Text);
    }

    private async Task<string> CountersAsync() => (await _service.QueryAsync("{ cacheStatistics { hits misses computations } }")).GetRawText();
}
