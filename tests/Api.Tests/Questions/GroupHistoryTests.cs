using System.Text.Json;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Questions;

/// <summary>A group across pushes, each question of a database without roll-ups and of one with them.</summary>
public sealed class GroupHistoryTests : HistoryTests
{
    private const string Nodes = "nodes { push { revision } verdict ok failed medianDurationMs }";

    [Fact]
    public async Task History_SaysWhatEachPushSays_NewestFirst()
    {
        await RecordAsync(1);
        await RecordAsync(2);
        await RecordAsync(3);
        await RecordAsync(4);
        await ReportAsync(1, $"{Linux}-1", Ok("a.toml", 30));
        await ReportAsync(2, $"{Linux}-1", Ok("other.toml"));
        await ReportAsync(3, $"{Linux}-1", Error("a.toml", 40), Error("other.toml"));
        await ReportAsync(3, $"{Linux}-1", Ok("a.toml", 20));
        await ReportAsync(3, $"{Mac}-7", Ok("a.toml", 90));
        await ReportAsync(4, $"{Mac}-1", Skip("a.toml"));

        await AssertInBothAsync(
            "a.toml",
            $$"""history { totalCount {{Nodes}} }""",
            $$$"""{"totalCount":3,"nodes":[{"push":{"revision":"{{{Revision(4)}}}"},"verdict":"SKIPPED","ok":0,"failed":0,"medianDurationMs":null},"""
            + $$$"""{"push":{"revision":"{{{Revision(3)}}}"},"verdict":"INTERMITTENT","ok":2,"failed":1,"medianDurationMs":40},"""
            + $$$"""{"push":{"revision":"{{{Revision(1)}}}"},"verdict":"PASS","ok":1,"failed":0,"medianDurationMs":30}]}""");
        await AssertInBothAsync(
            "a.toml",
            $$"""history(configuration: "{{Mac}}") { totalCount {{Nodes}} }""",
            $$$"""{"totalCount":2,"nodes":[{"push":{"revision":"{{{Revision(4)}}}"},"verdict":"SKIPPED","ok":0,"failed":0,"medianDurationMs":null},"""
            + $$$"""{"push":{"revision":"{{{Revision(3)}}}"},"verdict":"PASS","ok":1,"failed":0,"medianDurationMs":90}]}""");
    }

    /// <summary>More pushes than one batch has.</summary>
    [Fact]
    public async Task History_PageByPage_HasEachPushOnce()
    {
        for (var number = 0; number < 250; number++)
        {
            await RecordAtAsync(number);
            await ReportAsync(number, Linux, Ok(number % 3 == 0 ? "a.toml" : "b.toml"));
        }

        var expected = Enumerable.Range(0, 250).Where(number => number % 3 == 0).Reverse().Select(Revision).ToList();
        Assert.Equal(expected, await ReadAllAsync(first: 20));
        await Service.SettleAsync();
        Assert.Equal(expected, await ReadAllAsync(first: 20));
        Assert.Equal(expected, await ReadAllAsync(first: 84));

        Task RecordAtAsync(int number) => Service.Services.GetService(typeof(MediatR.IMediator)) is MediatR.IMediator mediator
            ? mediator.Send(new Application.Facts.RecordPush(new("autoland", Revision(number), new(null, number, null, null))))
            : throw new InvalidOperationException();
    }

    [Fact]
    public async Task Segments_StartWhereTheFailureRateChanges()
    {
        for (var number = 0; number < 30; number++)
        {
            await RecordAsync(number);
            await ReportAsync(number, $"{Linux}-{number % 4}", number < 20 ? Ok("a.toml") : Error("a.toml"));
            await ReportAsync(number, $"{Mac}-1", Ok("a.toml"));
        }

        await AssertInBothAsync(
            "a.toml",
            $$"""segments(configuration: "{{Linux}}") { start { revision } end { revision } failureRate n }""",
            $$$"""[{"start":{"revision":"{{{Revision(0)}}}"},"end":{"revision":"{{{Revision(19)}}}"},"failureRate":0,"n":20},"""
            + $$$"""{"start":{"revision":"{{{Revision(20)}}}"},"end":{"revision":"{{{Revision(29)}}}"},"failureRate":1,"n":10}]""");
        var ranges = await AskAsync($$"""group(name: "a.toml") { segments(configuration: "{{Linux}}") { startRange99 { revision } } }""");
        var (first, second) = (ranges.GetProperty("segments")[0].GetProperty("startRange99"), ranges.GetProperty("segments")[1].GetProperty("startRange99"));
        Assert.Equal(Revision(0), Revisions(first));
        Assert.Contains($"{Revision(19)} {Revision(20)}", Revisions(second), StringComparison.Ordinal);
        Assert.InRange(second.GetArrayLength(), 2, 5);
        Assert.Contains("\"failureRate\":0.5,\"n\":20", await AskOfGroupAsync("a.toml", "segments { failureRate n }"), StringComparison.Ordinal);
        Assert.Equal("[]", await AskOfGroupAsync("a.toml", """segments(configuration: "other") { n }"""));
    }

    [Fact]
    public async Task Flakiness_IsOfTheDaysUpToTheNewestPush()
    {
        await FillAsync();

        // 14 days end at push 20: 7 to 20.
        await AssertInBothAsync("a.toml", "flakiness { rate n flakyPushes windowDays isFlaky }", """{"rate":0.14285714285714285,"n":14,"flakyPushes":2,"windowDays":14,"isFlaky":true}""");
        await AssertInBothAsync("a.toml", $$"""flakiness(configuration: "{{Mac}}") { n flakyPushes isFlaky }""", """{"n":14,"flakyPushes":0,"isFlaky":false}""");
        await AssertInBothAsync("a.toml", $$"""flakiness(configuration: "{{Linux}}") { n flakyPushes isFlaky }""", """{"n":14,"flakyPushes":2,"isFlaky":true}""");
        await AssertInBothAsync("a.toml", "configurations", $"""["{Linux}","{Mac}"]""");
        await AssertInBothAsync("a.toml", "durations { p50Ms p90Ms n }", """{"p50Ms":19,"p90Ms":20,"n":30}""");
        await AssertInBothAsync("a.toml", $$"""durations(configuration: "{{Mac}}") { p50Ms p90Ms n }""", """{"p50Ms":13,"p90Ms":19,"n":14}""");
    }

    [Fact]
    public async Task Flakiness_OfAPushsGroup_IsOfTheDaysUpToThatPush()
    {
        await FillAsync();
        var query = $$"""{ push(repository: "autoland", revision: "{{Revision(12)}}") { groups { nodes { name flakiness { n flakyPushes } } } } }""";

        foreach (var isSettled in (bool[])[false, true])
        {
            if (isSettled) await Service.SettleAsync();
            var answer = await Service.GraphQLAsync(query);
            Assert.Equal(
                """[{"name":"a.toml","flakiness":{"n":13,"flakyPushes":2}}]""",
                answer.Json.GetProperty("data").GetProperty("push").GetProperty("groups").GetProperty("nodes").GetRawText());
        }
    }

    /// <summary>A report to an earlier push shows in the kept response of a later one.</summary>
    [Fact]
    public async Task Flakiness_OfAKeptResponse_ChangesWithAReportToAnEarlierPush()
    {
        await FillAsync();
        await Service.SettleAsync();
        var query = $$"""{ push(repository: "autoland", revision: "{{Revision(12)}}") { groups { nodes { flakiness { flakyPushes } } } } }""";
        await Service.GraphQLAsync(query);
        Assert.Equal("HIT", Cache(await Service.GraphQLAsync(query)));

        await ReportAsync(3, $"{Linux}-1", Error("a.toml"));

        var answer = await Service.GraphQLAsync(query);
        Assert.Equal("MISS", Cache(answer));
        Assert.Contains("\"flakyPushes\":3", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flakiness_LeavesOutInfrastructureFailures()
    {
        await FillAsync();
        var failing = Enumerable.Range(0, 12).Select(number => number < 2 ? Ok($"{number}.toml") : Error($"{number}.toml")).ToArray();
        await ReportAsync(18, $"{Linux}-1", [.. failing, Error("a.toml")]); // 11 of 13 groups failed, a.toml intermittently.
        Assert.Equal(84, 100 * 11 / 13);

        await AssertInBothAsync("a.toml", "flakiness { n flakyPushes }", """{"n":13,"flakyPushes":2}""");
        await AssertInBothAsync("a.toml", $$"""flakiness(configuration: "{{Linux}}") { n flakyPushes }""", """{"n":13,"flakyPushes":2}""");
        await AssertInBothAsync("11.toml", "flakiness { n flakyPushes windowDays }", """{"n":0,"flakyPushes":0,"windowDays":14}""");

        await ReportAsync(18, $"{Linux}-1", Ok("13.toml")); // Now 11 of 14, which is less than 80 %.
        await AssertInBothAsync("a.toml", "flakiness { n flakyPushes }", """{"n":14,"flakyPushes":3}""");
    }

    [Fact]
    public async Task Flakiest_AreTheFlakyOnesByRate()
    {
        await FillAsync();
        for (var number = 15; number < 20; number++)
        {
            await ReportAsync(number, $"{Linux}-3", Ok("often.toml"), number == 15 ? Ok("once.toml") : Error("fails.toml"));
            if (number < 18) await ReportAsync(number, $"{Linux}-3", Error("often.toml"), number == 15 ? Error("once.toml") : Error("fails.toml"));
        }

        foreach (var isSettled in (bool[])[false, true])
        {
            if (isSettled) await Service.SettleAsync();
            Assert.Equal("often.toml a.toml", Revisions(await AskAsync("flakiest { name }"), "name"));
            Assert.Equal("often.toml", Revisions(await AskAsync("flakiest(first: 1) { name }"), "name"));
            Assert.Equal("""[{"flakiness":{"rate":0.6}}]""", (await AskAsync("flakiest(first: 1) { flakiness { rate } }")).GetRawText());
        }
    }

    [Fact]
    public async Task Slowest_AreByTheirMedianDuration()
    {
        await RecordAsync(1);
        await RecordAsync(2);
        await ReportAsync(1, Linux, Ok("slow.toml", 100), Ok("once.toml", 900), Ok("equal.toml", 100), Skip("never.toml"));
        await ReportAsync(2, Linux, Error("slow.toml", 101), Ok("once.toml", 10), Ok("equal.toml", 300));
        await ReportAsync(2, Mac, Ok("once.toml", 20));

        foreach (var isSettled in (bool[])[false, true])
        {
            if (isSettled) await Service.SettleAsync();
            Assert.Equal("equal.toml slow.toml once.toml", Revisions(await AskAsync("slowest { name }"), "name"));
            Assert.Equal("equal.toml", Revisions(await AskAsync("slowest(first: 1) { name }"), "name"));
        }
    }

    [Theory]
    [InlineData("flakiest(first: 0) { name }", "first is 0; a page has 1 to 2000.")]
    [InlineData("slowest(first: 2001) { name }", "first is 2001; a page has 1 to 2000.")]
    [InlineData("""group(name: "a.toml") { history(after: "x") { totalCount } }""", "after is not a cursor of pushes; it must be the endCursor of a page of pushes")]
    [InlineData("""groupSummary(date: "2026-02-30") { jobTypeNames }""", "date is not a date such as 2026-03-04")]
    public async Task Argument_OutOfRange_SaysWhatIsAllowed(string field, string message)
    {
        await ReportAsync(1, Linux, Ok("a.toml"));

        var answer = await Service.GraphQLAsync($$"""{ repository(name: "autoland") { {{field}} } }""");

        Assert.Equal(message, answer.Json.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    /// <summary>21 pushes in 21 days: a.toml passes on Mac and on Linux, and is flaky there on 2, 10 and 17.</summary>
    private async Task FillAsync()
    {
        for (var number = 0; number <= 20; number++)
        {
            await RecordAsync(number);
            await ReportAsync(number, $"{Linux}-1", Ok("a.toml", 20));
            await ReportAsync(number, $"{Mac}-{number}", Ok("a.toml", number));
            if (number is 2 or 10 or 17) await ReportAsync(number, $"{Linux}-1", Error("a.toml", 5));
        }
    }

    private async Task AssertInBothAsync(string group, string field, string expected)
    {
        Assert.Equal(expected, await AskOfGroupAsync(group, field));
        await Service.SettleAsync();
        Assert.Equal(expected, await AskOfGroupAsync(group, field));
        Service.Execute("UPDATE Pushes SET RolledUpVersion = NULL"); // What follows finds none again.
    }

    private async Task<List<string>> ReadAllAsync(int first)
    {
        List<string> revisions = [];
        for (string? after = null; ;)
        {
            var page = (await AskAsync(
                $$"""group(name: "a.toml") { history(first: {{first}}, after: {{JsonSerializer.Serialize(after)}}) { nodes { push { revision } } pageInfo { hasNextPage endCursor } } }""")).GetProperty("history");
            revisions.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("push").GetProperty("revision").GetString()!));
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()) return revisions;
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        }
    }

    private static string? Cache(Answer answer) =>
        answer.Json.GetProperty("extensions").GetProperty("cache").GetProperty("status").GetString();
}
