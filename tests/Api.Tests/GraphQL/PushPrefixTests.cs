using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary><c>push</c> by the first digits of its revision.</summary>
public sealed class PushPrefixTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>12 digits of which no other test has the first 11.</summary>
    private readonly string _prefix = "ab" + NewRevision()[^9..] + "e";

    [Fact]
    public async Task Push_By12DigitsOrMore_IsTheOneThatBeginsWithThem()
    {
        await RecordAsync("00ff");

        Assert.Equal(_prefix + "00ff", await FindAsync(_prefix));
        Assert.Equal(_prefix + "00ff", await FindAsync(_prefix + "00"));
        Assert.Equal(_prefix + "00ff", await FindAsync(_prefix + "00ff"));
        Assert.Null(await FindAsync(_prefix + "01"));
        Assert.Null(await FindAsync(_prefix + "00ff0"));
        Assert.Null(await FindAsync(_prefix[..11]));
        Assert.Null(await FindAsync(_prefix.ToUpperInvariant()));
        Assert.Null(await FindAsync(_prefix + "%"));
        Assert.Null(await FindAsync(_prefix, repository: "try"));
    }

    [Fact]
    public async Task Push_ByItsWholeRevision_IsTheExactOne()
    {
        await RecordAsync("", "0", "1", "2", "3");

        Assert.Equal(_prefix, await FindAsync(_prefix));
        Assert.Equal(_prefix + "3", await FindAsync(_prefix + "3"));
    }

    [Fact]
    public async Task Push_ShorterThanAPrefix_MatchesExactly()
    {
        await service.RecordAsync(Report(_prefix[..11], "T"));

        Assert.Equal(_prefix[..11], await FindAsync(_prefix[..11]));
        Assert.Null(await FindAsync(_prefix[..10]));
    }

    [Theory]
    [InlineData(2, "the beginning of 2 revisions: {0}0, {0}1; give more digits")]
    [InlineData(3, "the beginning of 3 revisions: {0}0, {0}1, {0}2; give more digits")]
    [InlineData(4, "the beginning of more than 3 revisions, such as {0}0, {0}1, {0}2; give more digits")]
    public async Task Push_ByDigitsOfSeveral_IsRefused(int count, string message)
    {
        await RecordAsync([.. Enumerable.Range(0, count).Select(number => $"{number}")]);

        var answer = await AskAsync(_prefix, "version");

        Assert.Equal($"revision is {_prefix}, {message.Replace("{0}", _prefix, StringComparison.Ordinal)}", answer.Error.GetProperty("message").GetString());
        Assert.Equal("""{"code":"INVALID_INPUT","field":"revision"}""", answer.Error.GetProperty("extensions").GetRawText());
        Assert.Equal("""{"push":null}""", answer.Json.GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("version")]
    [InlineData("resultMap")]
    [InlineData("counts { error }")]
    [InlineData("tasks { totalCount nodes { taskId } }")]
    [InlineData("groups { nodes { name verdict } } parent { revision }")]
    public async Task Push_ByAPrefix_HasEveryField(string fields)
    {
        await RecordAsync("0");

        var (byPrefix, exact) = (await AskAsync(_prefix, fields), await AskAsync(_prefix + "0", fields));

        Assert.Equal(exact.Json.GetProperty("data").GetRawText(), byPrefix.Json.GetProperty("data").GetRawText());
    }

    /// <summary>Another push may come to begin with the same digits, or to have exactly these.</summary>
    [Fact]
    public async Task Response_ToAPrefix_IsNotKept()
    {
        await RecordAsync("0");
        for (var i = 0; i < 2; i++)
        {
            var answer = await AskAsync(_prefix, "version tasks { nodes { taskId } }");
            Assert.False(answer.Json.TryGetProperty("extensions", out _), answer.Text);
            Assert.Null(answer.Header("ETag"));
        }

        await RecordAsync("1");
        Assert.Equal("INVALID_INPUT", (await AskAsync(_prefix, "version tasks { nodes { taskId } }")).Error.GetProperty("extensions").GetProperty("code").GetString());

        await RecordAsync("");
        Assert.Equal(_prefix, await FindAsync(_prefix));
    }

    [Fact]
    public async Task Report_ToAPrefix_IsOneOfAnotherPush()
    {
        await RecordAsync("0");

        await service.RecordAsync(Report(_prefix, "U"));

        Assert.Equal(_prefix, await FindAsync(_prefix));
    }

    private async Task RecordAsync(params string[] endings)
    {
        foreach (var ending in endings) await service.RecordAsync(Report(_prefix + ending, "T", ("g", "ERROR", 1)));
    }

    private async Task<string?> FindAsync(string revision, string repository = "autoland")
    {
        var data = await service.QueryAsync(
            "query($repository: String!, $revision: String!) { push(repository: $repository, revision: $revision) { revision } }", new { repository, revision });
        return data.GetProperty("push") is { ValueKind: JsonValueKind.Object } push ? push.GetProperty("revision").GetString() : null;
    }

    private Task<Answer> AskAsync(string revision, string fields) => service.Http.SendAsync(
        HttpMethod.Get,
        $"/graphql?query={Uri.EscapeDataString($$"""{ push(repository: "autoland", revision: "{{revision}}") { {{fields}} } }""")}",
        request => request.AddHeaders(("Accept", ResponseType)));
}
