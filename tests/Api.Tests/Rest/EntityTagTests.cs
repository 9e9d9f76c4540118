using System.Globalization;
using System.Net;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Metrics;
using GroupResults.Domain.Runs;
using Microsoft.Extensions.DependencyInjection;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Rest;

/// <summary>Validators: what changes them, and what a client that has the bytes is answered.</summary>
public sealed class EntityTagTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Fact]
    public async Task ETag_OfEachForm_IsStrongAndItsOwn()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));

        var tags = new[] { await ETagAsync(), await ETagAsync("gzip"), await ETagAsync("br") };

        Assert.All(tags, tag => Assert.Matches("^\"[^\"]+\"$", tag));
        Assert.Equal(3, tags.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(tags[1], await ETagAsync("gzip"));
    }

    [Fact]
    public async Task ETag_ChangesWithTheVersionAndOnlyWithIt()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var first = await ETagAsync();
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        Assert.Equal(first, await ETagAsync());

        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 2)));

        Assert.NotEqual(first, await ETagAsync());
    }

    [Fact]
    public async Task ETag_FactsThatAreNoResults_LeaveIt()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var first = await ETagAsync();

        await service.TellAsync(_revision, "T", TaskRunState.Failed);

        Assert.Equal("2", await service.PushFieldAsync(_revision, "version"));
        Assert.Equal(first, await ETagAsync());
        Assert.Equal(HttpStatusCode.NotModified, (await service.GetAsync(GroupResultsPath(_revision), ("If-None-Match", first))).Status);
    }

    [Fact]
    public async Task ETag_OfAPushMadeAnew_IsNotTheOldOneAtTheSameVersion()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var first = await ETagAsync();
        service.Execute($"DELETE FROM TaskRuns WHERE PushId = (SELECT Id FROM Pushes WHERE Revision = '{_revision}')");
        service.Execute($"DELETE FROM WarmUps WHERE PushId = (SELECT Id FROM Pushes WHERE Revision = '{_revision}')");
        service.Execute($"DELETE FROM Pushes WHERE Revision = '{_revision}'");

        await service.RecordAsync(Report(_revision, "T", ("a", "ERROR", 1)));

        Assert.Equal("1", await service.PushFieldAsync(_revision, "version"));
        var answer = await service.GetAsync(GroupResultsPath(_revision), ("If-None-Match", first));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"T":{"a":false}}""", answer.Text);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("W/\"other\",W/{0} , \"third\"")]
    [InlineData("*")]
    public async Task IfNoneMatch_ThatMatches_IsNotModifiedAndTouchesNoResults(string condition)
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var tag = await ETagAsync();
        await service.RecordAsync(Report(_revision, "U", ("a", "OK", 1)));
        tag = Next(tag); // What the new version's tag will be: nobody has asked for it.
        var (read, asked) = (service.SnapshotsRead, CacheAnswers());

        var answer = await service.GetAsync(
            GroupResultsPath(_revision), ("If-None-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)), ("Origin", "https://example.org"));

        Assert.Equal(HttpStatusCode.NotModified, answer.Status);
        Assert.Empty(answer.Body);
        Assert.Equal(tag, answer.Header("ETag"));
        Assert.Equal("no-cache", answer.Header("Cache-Control"));
        Assert.Equal("Accept-Encoding", answer.Header("Vary"));
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.Contains("ETag", answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Null(answer.Header("Content-Encoding"));
        Assert.Equal((read, asked), (service.SnapshotsRead, CacheAnswers()));
    }

    /// <summary>Incarnation, epoch, the epoch's counter, version: one more change of the database, one more version.</summary>
    private static string Next(string tag)
    {
        var parts = tag.Trim('"').Split('-');
        return $"\"{parts[0]}-{parts[1]}-{long.Parse(parts[2], CultureInfo.InvariantCulture) + 1}-{long.Parse(parts[3], CultureInfo.InvariantCulture) + 1}\"";
    }

    [Fact]
    public async Task IfNoneMatch_WithHead_IsNotModified()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var tag = await ETagAsync("gzip");

        var answer = await service.Http.SendAsync(
            HttpMethod.Head, GroupResultsPath(_revision), request => request.AddHeaders(("If-None-Match", tag), ("Accept-Encoding", "gzip")));

        Assert.Equal(HttpStatusCode.NotModified, answer.Status);
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("not a tag")]
    [InlineData("")]
    public async Task IfNoneMatch_ThatDoesNotMatch_IsAnsweredWhole(string condition)
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));

        var answer = await service.GetAsync(GroupResultsPath(_revision), ("If-None-Match", condition));

        Assert.Equal("""{"T":{"a":true}}""", answer.Text);
    }

    [Fact]
    public async Task IfNoneMatch_OfAnotherForm_IsAnsweredWhole()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));

        var answer = await service.GetAsync(GroupResultsPath(_revision), ("If-None-Match", await ETagAsync("gzip")));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task IfNoneMatch_AfterAReport_IsAnsweredWithTheNewVersion()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var tag = await ETagAsync();
        await service.RecordAsync(Report(_revision, "T", ("a", "ERROR", 1)));

        var answer = await service.GetAsync(GroupResultsPath(_revision), ("If-None-Match", tag));

        Assert.Equal("""{"T":{"a":false}}""", answer.Text);
    }

    [Fact]
    public async Task IfNoneMatch_AnyOfAnUnknownPush_IsNotFound()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync(GroupResultsPath("ffff"), ("If-None-Match", "*"))).Status);
    }

    private (long, long, long) CacheAnswers()
    {
        var metrics = service.Services.GetRequiredService<ServiceMetrics>();
        return (metrics.Hits, metrics.Misses, metrics.Computations);
    }

    private async Task<string> ETagAsync(string? encoding = null)
    {
        (string, string)[] headers = encoding is null ? [] : [("Accept-Encoding", encoding)];
        return (await service.GetAsync(GroupResultsPath(_revision), headers)).Header("ETag")!;
    }
}
