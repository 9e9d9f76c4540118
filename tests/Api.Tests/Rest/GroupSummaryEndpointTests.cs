using System.IO.Compression;
using System.Net;
using System.Text;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Api.Tests.Questions;
using GroupResults.Application.Facts;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Rest;

/// <summary>Treeherder's <c>groupsummary</c>: its own test's fixture, and the rules that it leaves open.</summary>
public sealed class GroupSummaryEndpointTests : HistoryTests
{
    private const string Empty = """{"job_type_names":[],"manifests":[]}""";

    /// <summary>As Treeherder's fixture: three jobs on pushes of different days, all of them OK and not classified.</summary>
    [Fact]
    public async Task Summary_OfTreeherdersFixture_IsTreeherdersAnswer()
    {
        const string Job = "test-windows11-64-24h2/opt-mochitest-plain";
        for (var number = 0; number < 3; number++) await RecordAsync(number);
        await ReportAsync(0, $"{Job}-1", Ok("/test"));
        await ReportAsync(1, $"{Job}-2", Ok("/test"));
        await ReportAsync(2, $"{Job}-swr-1", Ok("/test"));

        var day = Day(0);
        var answer = await Service.GetAsync($"/api/groupsummary/?startdate={day}");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal($$"""{"job_type_names":["{{Job}}"],"manifests":[{"/test":[[0,"passed",1,1]]}]}""", answer.Text);
        Assert.Equal(answer.Text, (await Service.GetAsync($"/api/groupsummary?startdate={day}&enddate={Day(1)}&format=json")).Text);
        Assert.Equal(answer.Text, (await Service.GetAsync($"/api/groupsummary?startdate={day}&enddate={Day(9)}")).Text);
        Assert.Equal(answer.Text, (await Service.GetAsync($"/api/groupsummary?startdate={day}&enddate=soon")).Text);
        Assert.Equal(Empty, (await Service.GetAsync($"/api/groupsummary?startdate={day}&enddate={day}")).Text);
        Assert.Equal(Empty, (await Service.GetAsync($"/api/groupsummary?startdate={Day(-1)}")).Text);
    }

    [Fact]
    public async Task Summary_CountsEveryRunOfADayInUtc()
    {
        await RecordAsync(0);
        await RecordAsync(1); // Midnight of the next day.
        await ReportAsync(0, "test-linux/opt-m-1", Ok("a"), Error("b"), Skip("c"));
        await ReportAsync(0, "test-linux/opt-m-2", Ok("a"));
        await ReportAsync(0, "test-linux/opt-m-1-cf", Error("a"));
        await ReportAsync(0, "build-linux/opt", Ok("a"));
        await ReportAsync("autoland", Revision(0), null, Ok("a"));
        await ReportAsync(1, "test-linux/opt-m-1", Ok("a"));

        Assert.Equal(
            """{"job_type_names":["test-linux/opt-m","test-linux/opt-m-1-cf"],"manifests":[{"a":[[0,"passed",1,2],[1,"testfailed",1,1]]},{"b":[[0,"testfailed",1,1]]}]}""",
            (await Service.GetAsync($"/api/groupsummary/?startdate={Day(0)}")).Text);
        Assert.Equal(
            """{"jobTypeNames":["test-linux/opt-m"],"manifests":[{"a":[[0,"passed",1,1]]}]}""",
            (await AskAsync($$"""groupSummary(date: "{{Day(1)}}") { jobTypeNames manifests }""")).GetRawText());
    }

    [Fact]
    public async Task Summary_WithClassifications_CountsThemApart()
    {
        await RecordAsync(0);
        await ReportAsync(0, "test-a", Ok("a"), Error("b")); // T0
        await ReportAsync(0, "test-a", Ok("a"), Error("b")); // T1
        await ReportAsync(0, "test-a", Ok("b")); // T2
        await ClassifyAsync(new Classification(ClassificationKind.Infra, null, "T1", null, null, null, Start, null));
        await ClassifyAsync(new Classification(ClassificationKind.Intermittent, "b", null, null, null, null, Start, null));

        Assert.Equal(
            """{"job_type_names":["test-a"],"manifests":[{"a":[[0,"passed",1,1],[0,"passed",5,1]]},{"b":[[0,"passed",1,1],[0,"testfailed",4,1],[0,"testfailed",5,1]]}]}""",
            (await Service.GetAsync($"/api/groupsummary/?startdate={Day(0)}")).Text);
    }

    [Fact]
    public async Task Summary_OfSeveralRepositories_LeavesOutThoseWithoutParents()
    {
        foreach (var repository in (string[])["autoland", "mozilla-central", "try"])
        {
            await RecordAsync(0, repository);
            await ReportAsync(repository, Revision(0), "test-a", Ok("a"));
        }

        Assert.Contains("[0,\"passed\",1,2]", (await Service.GetAsync($"/api/groupsummary/?startdate={Day(0)}")).Text, StringComparison.Ordinal);
        Assert.Contains("[0,\"passed\",1,1]", (await Service.GetAsync($"/api/groupsummary/?startdate={Day(0)}&repository=try")).Text, StringComparison.Ordinal);
        Assert.Equal(Empty, (await Service.GetAsync($"/api/groupsummary/?startdate={Day(0)}&repository=none")).Text);
    }

    [Fact]
    public async Task Summary_WithoutADate_IsOfToday()
    {
        await ReportAsync("autoland", "aa", "test-a", Ok("a"));

        Assert.Contains("passed", (await Service.GetAsync("/api/groupsummary/")).Text, StringComparison.Ordinal);
        Assert.Contains("passed", (await Service.GetAsync("/api/groupsummary/?startdate=today")).Text, StringComparison.Ordinal);
        Assert.Equal(Empty, (await Service.GetAsync($"/api/groupsummary/?startdate={Day(0)}")).Text);
    }

    [Theory]
    [InlineData("startdate=2026-02-30")]
    [InlineData("startdate=2026-03-01&enddate=2026-13-01")]
    public async Task Date_ThatIsInNoCalendar_IsRefused(string query)
    {
        var answer = await Service.GetAsync($"/api/groupsummary/?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "startdate and enddate are dates such as 2026-03-04"), (answer.Status, answer.Json.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Summary_AskedForAsGzip_IsTheSame()
    {
        await ReportAsync("autoland", "aa", "test-a", Ok("é\"b"));
        var plain = await Service.GetAsync("/api/groupsummary/");

        var answer = await Service.GetAsync("/api/groupsummary/", ("Accept-Encoding", "gzip"));

        using var decoder = new StreamReader(new GZipStream(new MemoryStream(answer.Body), CompressionMode.Decompress), Encoding.UTF8);
        Assert.Equal(("gzip", plain.Text), (answer.Header("Content-Encoding"), await decoder.ReadToEndAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("""{"job_type_names":["test-a"],"manifests":[{"é\"b":[[0,"passed",1,1]]}]}""", plain.Text);
    }

    private string Day(int number) => Start.AddDays(number).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private Task ClassifyAsync(Classification classification) => Service.Services.GetRequiredService<IFactStore>().ClassifyAsync(
        new PushKey("autoland", Revision(0)), [classification], TestContext.Current.CancellationToken);
}
