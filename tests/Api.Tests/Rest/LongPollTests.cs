using System.Net;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Rest;

/// <summary>A conditional request with <c>wait=</c> is answered when its push changes.</summary>
public sealed class LongPollTests : IAsyncLifetime
{
    private readonly TestService _service = new();
    private readonly string _revision = NewRevision();

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await RecordAsync(_revision, "OK");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Wait_PushChanges_IsAnsweredByTheNewBytes(string coding)
    {
        var known = await TagAsync(_revision, coding);
        var waiting = await WaitAsync(_revision, known, coding: coding);

        await RecordAsync(_revision, "OK"); // Known: no change.
        await RecordAsync(NewRevision(), "OK");
        var reads = _service.HeadReads.Count;
        await _service.TellAsync(_revision, "T", TaskRunState.Failed); // No change of results.
        await _service.HeadReads.ReachAsync(reads + 1);
        Assert.False(waiting.IsCompleted);
        await RecordAsync(_revision, "ERROR");

        var answer = await waiting;
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"T":{"a":false}}""", answer.Decoded);
        Assert.Equal(await TagAsync(_revision, coding), answer.Header("ETag"));
        Assert.NotEqual(known, answer.Header("ETag"));
        Assert.Equal(0, _service.Signals.Watched);
    }

    /// <summary>Signals of several writers come in any order, and versions of their epochs have none: a signal only wakes.</summary>
    [Fact]
    public async Task Wait_SignalOfAnotherWriterComesLate_IsNoChange()
    {
        var push = new PushKey("autoland", _revision);
        var head = (await _service.HeadReads.FindAsync(push, TestContext.Current.CancellationToken))!;
        var waiting = await WaitAsync(_revision, await TagAsync(_revision));
        var reads = _service.HeadReads.Count;

        _service.Signals.Signal(head with { Version = 0, Stamp = new ChangeStamp(Epoch.Draw(), 7) }, before: null);
        await _service.HeadReads.ReachAsync(reads + 1);
        Assert.False(waiting.IsCompleted);
        await RecordAsync(_revision, "ERROR");

        Assert.Equal("""{"T":{"a":false}}""", (await waiting).Text);
    }

    [Fact]
    public async Task Wait_NothingHappens_Is304WhenTheTimeIsUp()
    {
        var known = await TagAsync(_revision);
        var waiting = await WaitAsync(_revision, known, "7");

        _service.Time.Advance(TimeSpan.FromSeconds(7) - TimeSpan.FromTicks(1));
        Assert.False(waiting.IsCompleted);
        _service.Time.Advance(TimeSpan.FromTicks(1));

        var answer = await waiting;
        Assert.Equal((HttpStatusCode.NotModified, known), (answer.Status, answer.Header("ETag")));
        Assert.Empty(answer.Body);
        Assert.Equal(0, _service.Signals.Watched);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"other\"")]
    public async Task Wait_WithoutTheNewestTag_IsAnsweredAtOnce(string? tag)
    {
        var answer = await GetAsync(_revision, "60", tag);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"T":{"a":true}}""", answer.Text);
    }

    [Fact]
    public async Task Wait_WithATagOfAnEarlierVersion_IsAnsweredAtOnce()
    {
        var known = await TagAsync(_revision);
        await RecordAsync(_revision, "ERROR");

        Assert.Equal("""{"T":{"a":false}}""", (await GetAsync(_revision, "60", known)).Text);
    }

    [Fact]
    public async Task Wait_Of0Seconds_Is304AtOnce() =>
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(_revision, "0", await TagAsync(_revision))).Status);

    [Theory]
    [InlineData("61")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("+1")]
    [InlineData("99999999999")]
    public async Task Wait_ThatIsNoneFrom0To60_IsRefusedWithItsName(string wait)
    {
        var answer = await GetAsync(_revision, wait, await TagAsync(_revision));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("application/problem+json", answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("wait", answer.Json.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Wait_UnknownPush_Is404AtOnce()
    {
        var revision = NewRevision();

        var answer = await GetAsync(revision, "60", "\"any\"");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal($"\"No push with revision: {revision}\"", answer.Text);
    }

    [Fact]
    public async Task Wait_ClientGoes_LeavesNothingBehind()
    {
        using var impatience = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{GroupResultsPath(_revision)}&wait=60");
        request.AddHeaders(("If-None-Match", await TagAsync(_revision)));
        var waiting = _service.Http.SendAsync(request, impatience.Token);
        await Eventually.TrueAsync(() => _service.Signals.Watched == 1, "the request waits");

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Eventually.TrueAsync(() => _service.Signals.Watched == 0, "the request ends");
    }

    /// <summary>Returns when a change can no longer be missed. The request goes on.</summary>
    private async Task<Task<Answer>> WaitAsync(string revision, string tag, string wait = "60", string coding = "identity")
    {
        var reads = _service.HeadReads.Count;
        var waiting = GetAsync(revision, wait, tag, coding);
        await _service.HeadReads.ReachAsync(reads + 2);
        return waiting;
    }

    private Task<Answer> GetAsync(string revision, string wait, string? tag, string coding = "identity") => _service.GetAsync(
            $"{GroupResultsPath(revision)}&wait={Uri.EscapeDataString(wait)}",
            [("Accept-Encoding", coding), .. tag is null ? [] : new[] { ("If-None-Match", tag) }])
        .WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);

    private async Task<string> TagAsync(string revision, string coding = "identity") =>
        (await _service.GetAsync(GroupResultsPath(revision), ("Accept-Encoding", coding))).Header("ETag")!;

    private Task RecordAsync(string revision, string status) => _service.RecordAsync(Report(revision, "T", ("a", status, 1)));
}
