using GroupResults.Application.Ingestion;
using GroupResults.Application.Pushes;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Tests.Behaviors;

/// <summary>From a request to its refusal, through the whole pipeline: nothing that is refused reaches the store.</summary>
public sealed class ValidationTests : IDisposable
{
    private readonly TestApplication _application = new();

    public void Dispose() => _application.Dispose();

    public static TheoryData<string, ReportInput> BadReports => new()
    {
        { "repository", Input() with { Repository = "" } },
        { "repository", Input() with { Repository = "auto land" } },
        { "repository", Input() with { Repository = new string('a', 201) } },
        { "revision", Input() with { Revision = "ABC" } },
        { "revision", Input() with { Revision = new string('a', 65) } },
        { "taskId", Input() with { TaskId = "a/b" } },
        { "taskId", Input() with { TaskId = "" } },
        { "runId", Input() with { RunId = -1 } },
        { "runId", Input() with { RunId = 1001 } },
        { "jobName", Input() with { JobName = new string('j', 256) } },
        { "results[1].group", Input(new("a", GroupStatus.Ok, 1), new("", GroupStatus.Ok, 1)) },
        { "results[0].group", Input(new GroupResult(@"a\b", GroupStatus.Ok, 1)) },
        { "results[0].group", Input(new GroupResult(new string('g', 256), GroupStatus.Ok, 1)) },
        { "results[0].group", Input(new GroupResult("a\u007fb", GroupStatus.Ok, 1)) },
        { "results[0].durationMs", Input(new GroupResult("a", GroupStatus.Ok, -1)) },
        { "results[2].durationMs", Input(new("a", GroupStatus.Ok, 0), new("b", GroupStatus.Ok, 7_200_000), new("c", GroupStatus.Ok, 7_200_001)) },
    };

    [Theory]
    [MemberData(nameof(BadReports), DisableDiscoveryEnumeration = true)]
    public async Task Record_BadField_IsRefusedByName(string field, ReportInput input)
    {
        var refused = await RefusedAsync(() => _application.SendAsync(new RecordGroupResults(input)));

        AssertOneFault(refused, $"input.{field}");
    }

    [Theory]
    [MemberData(nameof(BadReports), DisableDiscoveryEnumeration = true)]
    public async Task RecordBatch_BadField_IsRefusedByNameAndPlace(string field, ReportInput input)
    {
        ReportInput[] inputs = [.. Enumerable.Range(0, 3).Select(i => Input() with { TaskId = $"task{i}" }), input];

        var refused = await RefusedAsync(() => _application.SendAsync(new RecordGroupResultsBatch(inputs)));

        AssertOneFault(refused, $"inputs[3].{field}", refusedReports: 4);
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("revision")]
    [InlineData("taskId")]
    [InlineData("runId")]
    [InlineData("jobName")]
    public async Task IngestErrorSummary_BadField_IsRefusedBeforeTheLogIsRead(string field)
    {
        using var content = new MemoryStream("garbage"u8.ToArray());
        var good = new ErrorSummaryInput("autoland", "abc123", "task", 0, "job", content);
        var bad = field switch
        {
            "repository" => good with { Repository = "auto land" },
            "revision" => good with { Revision = "XYZ" },
            "taskId" => good with { TaskId = "" },
            "runId" => good with { RunId = 1001 },
            _ => good with { JobName = new string('j', 256) },
        };

        var refused = await RefusedAsync(() => _application.SendAsync(new IngestErrorSummary(bad)));

        AssertOneFault(refused, $"input.{field}");
        Assert.Equal(0, content.Position);
    }

    [Fact]
    public async Task RecordBatch_BadResultDeepInside_IsRefusedWithItsPath()
    {
        var results = Enumerable.Range(0, 10).Select(i => new GroupResult(i == 7 ? "" : $"g{i}", GroupStatus.Ok, 1)).ToArray();
        ReportInput[] inputs = [.. Enumerable.Range(0, 5).Select(i => Input(i == 3 ? results : []) with { TaskId = $"task{i}" })];

        var refused = await RefusedAsync(() => _application.SendAsync(new RecordGroupResultsBatch(inputs)));

        Assert.Equal("inputs[3].results[7].group is empty; a group name has 1 to 255 characters", refused.Message);
        AssertOneFault(refused, "inputs[3].results[7].group", refusedReports: 5);
    }

    [Fact]
    public async Task Record_SeveralFaults_NamesThemAll()
    {
        var input = Input(new GroupResult("", GroupStatus.Ok, -1)) with { Repository = "?", RunId = -1 };

        var refused = await RefusedAsync(() => _application.SendAsync(new RecordGroupResults(input)));

        Assert.Equal(
            "input.repository input.runId input.results[0].group input.results[0].durationMs",
            string.Join(' ', refused.Refusals.Select(fault => fault.Field)));
    }

    [Fact]
    public async Task Record_VeryManyFaults_NamesTheFirst20()
    {
        var input = Input([.. Enumerable.Repeat(new GroupResult("", GroupStatus.Ok, 0), 1000)]);

        var refused = await RefusedAsync(() => _application.SendAsync(new RecordGroupResults(input)));

        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => $"input.results[{i}].group").ToArray().AsSpan(),
            refused.Refusals.Select(fault => fault.Field!).ToArray().AsSpan());
    }

    [Fact]
    public async Task Record_ValueOfAnySize_IsShownShort()
    {
        var refused = await RefusedAsync(
            () => _application.SendAsync(new RecordGroupResults(Input() with { Revision = new string('x', 1_000_000) })));

        Assert.InRange(refused.Message.Length, 1, 300);
    }

    [Theory]
    [InlineData("{PropertyName}")]
    [InlineData("{PropertyValue:Z}")]
    [InlineData("{0}")]
    public async Task Record_ValueWithBraces_IsShownAsSent(string repository)
    {
        var refused = await RefusedAsync(() => _application.SendAsync(new RecordGroupResults(Input() with { Repository = repository })));

        Assert.Contains($"'{repository}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_ShownValueCutWithinASurrogatePair_StaysText()
    {
        var revision = new string('x', 79) + "🦊" + new string('x', 100);

        var refused = await RefusedAsync(() => _application.SendAsync(new RecordGroupResults(Input() with { Revision = revision })));

        Assert.DoesNotContain(refused.Message.EnumerateRunes(), rune => rune.Value == 0xFFFD);
    }

    [Fact]
    public async Task Record_100001Results_IsTooLarge()
    {
        var refused = await Assert.ThrowsAsync<TooLargeException>(() => _application.SendAsync(new RecordGroupResults(InputOf(100_001))));

        Assert.Equal("TOO_LARGE", refused.Refusals[0].Code);
        Assert.Equal("input.results has 100001 results; a report has at most 100000", refused.Message);
        AssertNothingStored(refusedReports: 1);
    }

    [Fact]
    public async Task Record_100000Results_AreStored()
    {
        var recorded = await _application.SendAsync(new RecordGroupResults(InputOf(100_000)));

        Assert.Equal(100_000, recorded.Accepted);
    }

    [Fact]
    public async Task RecordBatch_501Reports_AreTooLarge()
    {
        // Bad ones too: the size is looked at first.
        var refused = await Assert.ThrowsAsync<TooLargeException>(
            () => _application.SendAsync(new RecordGroupResultsBatch([.. Enumerable.Repeat(Input() with { Repository = "?" }, 501)])));

        Assert.Equal("inputs has 501 reports; a batch has at most 500", refused.Message);
        AssertNothingStored(refusedReports: 501);
    }

    [Fact]
    public async Task RecordBatch_500Reports_AreStored()
    {
        var recorded = await _application.SendAsync(
            new RecordGroupResultsBatch([.. Enumerable.Range(0, 500).Select(i => Input() with { TaskId = $"task{i}" })]));

        Assert.Equal(500, recorded.Count);
        Assert.Equal(500, Assert.Single(_application.Storage.Appends).Count);
    }

    [Fact]
    public async Task RecordBatch_100001ResultsInAll_AreTooLarge()
    {
        ReportInput[] inputs = [InputOf(50_000) with { TaskId = "a" }, InputOf(50_001) with { TaskId = "b" }];

        var refused = await Assert.ThrowsAsync<TooLargeException>(() => _application.SendAsync(new RecordGroupResultsBatch(inputs)));

        Assert.Equal("inputs has 100001 results in total; a batch has at most 100000", refused.Message);
        AssertNothingStored(refusedReports: 2);
    }

    [Fact]
    public async Task RecordBatch_100000ResultsInAll_AreStored()
    {
        ReportInput[] inputs = [InputOf(50_000) with { TaskId = "a" }, InputOf(50_000) with { TaskId = "b" }];

        Assert.Equal(2, (await _application.SendAsync(new RecordGroupResultsBatch(inputs))).Count);
    }

    [Fact]
    public async Task RecordBatch_TaskRunTwice_IsRefusedAtTheSecond()
    {
        ReportInput[] inputs = [Input() with { TaskId = "a" }, Input() with { TaskId = "b" }, Input() with { TaskId = "a" }];

        var refused = await RefusedAsync(() => _application.SendAsync(new RecordGroupResultsBatch(inputs)));

        AssertOneFault(refused, "inputs[2].taskId", refusedReports: 3);
        Assert.Contains("inputs[0]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordBatch_OtherRunsAndPushesOfATask_AreStored()
    {
        ReportInput[] inputs = [Input(), Input() with { RunId = 1 }, Input() with { Revision = "def" }, Input() with { Repository = "try" }];

        Assert.Equal(4, (await _application.SendAsync(new RecordGroupResultsBatch(inputs))).Count);
    }

    [Fact]
    public async Task RecordBatch_Empty_StoresNothing()
    {
        Assert.Empty(await _application.SendAsync(new RecordGroupResultsBatch([])));
        Assert.Empty(_application.Storage.Appends);
    }

    [Fact]
    public async Task ListPushes_PageSize_Is1To2000()
    {
        foreach (var first in new[] { 0, -1, 2001 })
        {
            var refused = await Assert.ThrowsAsync<InvalidInputException>(() => _application.SendAsync(new ListPushes("autoland", first, null)));
            Assert.Equal("first", refused.Refusals[0].Field);
        }

        foreach (var first in new[] { 1, 2000 }) Assert.Empty((await _application.SendAsync(new ListPushes("autoland", first, null))).Pushes);
        Assert.Equal(0, _application.Counter("groupresults.reports", "outcome")["refused"]);
    }

    private static ReportInput Input(params GroupResult[] results) => new("autoland", "abc123", "task", 0, "job", results);

    private static ReportInput InputOf(int results) =>
        Input([.. Enumerable.Range(0, results).Select(i => new GroupResult($"g{i}", GroupStatus.Ok, 1))]);

    private static Task<InvalidInputException> RefusedAsync(Func<Task> send) => Assert.ThrowsAsync<InvalidInputException>(send);

    private void AssertOneFault(InvalidInputException refused, string field, int refusedReports = 1)
    {
        Assert.Equal("INVALID_INPUT", refused.Refusals[0].Code);
        var fault = Assert.Single(refused.Refusals);
        Assert.Equal(field, fault.Field);
        Assert.StartsWith(field + " ", fault.Message, StringComparison.Ordinal);
        AssertNothingStored(refusedReports);
    }

    private void AssertNothingStored(int refusedReports)
    {
        Assert.Empty(_application.Storage.Appends);
        var reports = _application.Counter("groupresults.reports", "outcome");
        Assert.Equal(refusedReports, reports["refused"]);
        Assert.Equal(0, reports["changed"] + reports["unchanged"]);
    }
}
