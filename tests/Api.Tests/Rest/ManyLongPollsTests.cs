using System.Net;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Rest;

/// <summary>A thousand requests that wait: they cost the storage nothing while nothing happens.</summary>
public sealed class ManyLongPollsTests : IAsyncLifetime
{
    private const int Pushes = 100;
    private const int WaitingPerPush = 10;

    private readonly TestService _service = new();
    private readonly string[] _revisions = [.. Enumerable.Range(0, Pushes).Select(_ => NewRevision())];

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await ReportAsync(_revisions, "OK");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Wait_1000On100Pushes_ReadNothingUntilTheirPushChangesAndEndWithTheService()
    {
        Dictionary<string, string> tags = [];
        foreach (var revision in _revisions) tags[revision] = (await _service.GetAsync(GroupResultsPath(revision))).Header("ETag")!;
        var reads = _service.HeadReads.Count + (2 * Pushes * WaitingPerPush); // To compare the tag, and once more when the watch has begun.
        var waiting = _revisions.ToDictionary(
            revision => revision, revision => Enumerable.Range(0, WaitingPerPush).Select(_ => WaitAsync(revision, tags[revision])).ToList());

        await _service.HeadReads.ReachAsync(reads);
        Assert.Equal(Pushes, _service.Signals.Watched);

        await ReportAsync([NewRevision()], "OK");
        _service.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(reads, _service.HeadReads.Count);
        Assert.All(waiting.Values, each => Assert.DoesNotContain(each, task => task.IsCompleted));

        await ReportAsync(_revisions[..50], "ERROR");
        foreach (var answer in await AnswersAsync(_revisions[..50].SelectMany(revision => waiting[revision])))
            Assert.Equal((HttpStatusCode.OK, """{"T":{"a":false}}"""), (answer.Status, answer.Text));
        Assert.Equal(Pushes - 50, _service.Signals.Watched);

        var stopping = _service.StopAsync();
        foreach (var answer in await AnswersAsync(_revisions[50..].SelectMany(revision => waiting[revision])))
            Assert.Equal(HttpStatusCode.NotModified, answer.Status);
        await stopping.WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(0, _service.Signals.Watched);
    }

    private Task<Answer> WaitAsync(string revision, string tag) =>
        _service.GetAsync($"{GroupResultsPath(revision)}&wait=60", ("If-None-Match", tag));

    private static Task<Answer[]> AnswersAsync(IEnumerable<Task<Answer>> waiting) =>
        Task.WhenAll(waiting).WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);

    private Task ReportAsync(string[] revisions, string status) =>
        _service.RecordBatchAsync([.. revisions.Select(revision => Report(revision, "T", ("a", status, 1)))]);
}
