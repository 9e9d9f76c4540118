using System.Net;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Rest.Treeherder;

/// <summary>The drop-in endpoint answers what Treeherder would, and what mozci reads from the logs itself.</summary>
public sealed class OtherReadersTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Theory]
    [InlineData("browser-chrome")]
    [InlineData("webgl-500-failures")]
    [InlineData("mochitest")]
    [InlineData("xpcshell")]
    [InlineData("repeated-groups")]
    [InlineData("retried-run-0")]
    [InlineData("retried-run-1")]
    public async Task GroupResults_OfALog_AreTreeherders(string sample)
    {
        var log = Sample(sample, "task", 0);

        var answer = await AnswerAsync(log);

        Assert.NotEmpty(answer);
        Assert.Equal(OtherReaders.Treeherder(log), answer);
    }

    [Theory]
    [InlineData("browser-chrome")]
    [InlineData("webgl-500-failures")]
    [InlineData("mochitest")]
    [InlineData("retried-run-0")]
    public async Task GroupResults_OfALogWithKnownStatusesAndNoGroupTwice_AreMozcis(string sample)
    {
        var log = Sample(sample, "task", 0);

        Assert.Equal(OtherReaders.Mozci(log), await AnswerAsync(log));
    }

    /// <summary>mozci takes a status that it does not know for a failure; Treeherder does not show it, and neither does the endpoint.</summary>
    [Fact]
    public async Task GroupResults_OfALogWithAnUnknownStatus_AreMozcisWithoutIt()
    {
        var log = Sample("xpcshell", "task", 0);

        const string Unknown = "task default False\n";
        Assert.Contains(Unknown, OtherReaders.Mozci(log), StringComparison.Ordinal);
        Assert.Equal(OtherReaders.Mozci(log).Replace(Unknown, "", StringComparison.Ordinal), await AnswerAsync(log));
    }

    [Fact]
    public async Task GroupResults_OfATaskThatWasRetried_AreTreeherders()
    {
        TaskLog[] logs = [Sample("retried-run-0", "task", 0), Sample("browser-chrome", "other", 0), Sample("retried-run-1", "task", 1)];

        var answer = await AnswerAsync(logs);

        Assert.Equal(OtherReaders.Treeherder(logs), answer);
        Assert.Contains("task toolkit/mozapps/update/tests/xpcshell.toml False", answer, StringComparison.Ordinal); // Run 1 skipped it.
        Assert.Contains("task netwerk/test/unit/xpcshell.toml True", answer, StringComparison.Ordinal);
    }

    /// <summary>Treeherder would take the row that the database happens to give last.</summary>
    [Fact]
    public async Task GroupResults_OfAGroupThatFailedAndPassedInOneLog_AreMozcis()
    {
        var log = new TaskLog("task", 0, Line("a", "ERROR") + Line("a", "OK") + Line("b", "OK") + Line("b", "ERROR"));

        var answer = await AnswerAsync(log);

        Assert.Equal("task a False\ntask b False", answer);
        Assert.Equal(OtherReaders.Mozci(log), answer);
        Assert.Equal("task a True\ntask b False", OtherReaders.Treeherder(log));

        static string Line(string group, string status) => $$"""{"action":"group_result","group":"{{group}}","status":"{{status}}"}""" + "\n";
    }

    private static TaskLog Sample(string name, string taskId, int runId) =>
        new(taskId, runId, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", name + "_errorsummary.log")));

    private async Task<string> AnswerAsync(params IEnumerable<TaskLog> logs)
    {
        foreach (var log in logs)
        {
            var stored = await service.Http.SendAsync(
                HttpMethod.Put,
                $"/api/project/autoland/push/{_revision}/task/{log.TaskId}/{log.RunId}/errorsummary",
                request => request.Content = new StringContent(log.Text));
            Assert.True(stored.Status is HttpStatusCode.OK && stored.Json.GetProperty("rejected").GetArrayLength() == 0, stored.Text);
        }

        return OtherReaders.Of((await service.GetAsync(GroupResultsPath(_revision))).Json);
    }
}
