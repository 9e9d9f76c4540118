using System.Text;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Tests.Ingestion;

/// <summary>The ingesting commands where nothing is wrong with them.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly TestApplication _application = new();

    public void Dispose() => _application.Dispose();

    [Fact]
    public async Task Record_NewThenTheSame_SaysWhetherItChanged()
    {
        var command = new RecordGroupResults(new ReportInput("autoland", "abc", "task", 0, "job", [new("g", GroupStatus.Ok, 1)]));

        var first = await _application.SendAsync(command);
        var second = await _application.SendAsync(command);

        Assert.True(first.Changed);
        Assert.False(second.Changed);
        Assert.Equal(first.Head, second.Head);
        var reports = _application.Counter("groupresults.reports", "outcome");
        Assert.Equal((1, 1, 0), (reports["changed"], reports["unchanged"], reports["refused"]));
    }

    [Fact]
    public async Task Record_GroupTwice_CountsWhatIsStored()
    {
        var recorded = await _application.SendAsync(new RecordGroupResults(new ReportInput(
            "autoland", "abc", "task", 0, null, [new("g", GroupStatus.Ok, 1), new("g", GroupStatus.Error, 2), new("h", GroupStatus.Skip, 0)])));

        Assert.Equal(2, recorded.Accepted);
        Assert.Empty(recorded.Rejected);
        Assert.Equal(
            [new("g", GroupStatus.Error, 2), new("h", GroupStatus.Skip, 0)],
            Assert.Single(Assert.Single(_application.Storage.Appends)).Results);
    }

    [Fact]
    public async Task RecordBatch_SeveralReports_AreOneAppendInTheirOrder()
    {
        var recorded = await _application.SendAsync(new RecordGroupResultsBatch(
        [
            new ReportInput("autoland", "abc", "b", 0, null, []), new ReportInput("try", "abc", "a", 2, "job", []),
        ]));

        Assert.Equal("autoland try", string.Join(' ', recorded.Select(report => report.Head.Push.Repository)));
        Assert.Equal("b a", string.Join(' ', Assert.Single(_application.Storage.Appends).Select(report => report.TaskRun.TaskId)));
    }

    [Fact]
    public async Task IngestErrorSummary_LogWithFaults_StoresTheRest()
    {
        var recorded = await IngestAsync(
            """
            {"action": "group_result", "group": "g", "status": "OK", "duration": 5}
            garbage
            {"action": "group_result", "group": "g", "status": "ERROR", "duration": 6}
            """);

        Assert.True(recorded.Changed);
        Assert.Equal(1, recorded.Accepted);
        Assert.Equal(2, Assert.Single(recorded.Rejected).Line);
        var report = Assert.Single(Assert.Single(_application.Storage.Appends));
        Assert.Equal([new("g", GroupStatus.Error, 6)], report.Results);
        Assert.Equal((new TaskRunKey("task", 1), "job"), (report.TaskRun, report.JobName));
    }

    [Fact]
    public async Task IngestErrorSummary_EmptyLog_IsAnEmptyReport()
    {
        var recorded = await IngestAsync("");

        Assert.True(recorded.Changed);
        Assert.Equal(0, recorded.Accepted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"action": "test_groups", "groups": ["g"]}""")]
    public async Task IngestErrorSummary_NoResultsForARunThatHasSome_IsRefusedAndCounted(string log)
    {
        await IngestAsync("""
            {"action": "group_result", "group": "g", "status": "OK"}
            {"action": "group_result", "group": "h", "status": "SKIP"}
            """);

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => IngestAsync(log));

        Assert.Equal(
            "input.content has 0 group results, but run 1 of task 'task' already has 2, and a log never clears results; "
            + "to clear them, call recordGroupResults with an empty list",
            Assert.Single(refused.Refusals).Message);
        Assert.Equal("input.content", refused.Refusals[0].Field);
        var reports = _application.Counter("groupresults.reports", "outcome");
        Assert.Equal((1, 0, 1), (reports["changed"], reports["unchanged"], reports["refused"]));
    }

    [Fact]
    public async Task RecordGroupResults_NoResultsForARunThatHasSome_ReplacesThem()
    {
        await IngestAsync("""{"action": "group_result", "group": "g", "status": "OK"}""");

        var recorded = await _application.SendAsync(new RecordGroupResults(new ReportInput("autoland", "abc", "task", 1, "job", [])));

        Assert.Equal((true, 0), (recorded.Changed, recorded.Accepted));
    }

    [Fact]
    public async Task IngestErrorSummary_NoLog_IsRefusedAndCounted()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => IngestAsync("<html>"));

        Assert.Equal("input.content", Assert.Single(refused.Refusals).Field);
        Assert.Empty(_application.Storage.Appends);
        Assert.Equal(1, _application.Counter("groupresults.reports", "outcome")["refused"]);
    }

    private Task<RecordedReport> IngestAsync(string log) => _application.SendAsync(new IngestErrorSummary(
        new ErrorSummaryInput("autoland", "abc", "task", 1, "job", new MemoryStream(Encoding.UTF8.GetBytes(log)))));
}
