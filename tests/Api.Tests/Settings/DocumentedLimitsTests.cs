using System.Globalization;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Facts;
using GroupResults.Application.Ingestion;

namespace GroupResults.Api.Tests.Settings;

/// <summary>Limits without a setting are found in docs/security.md, with the numbers that the code has.</summary>
public sealed class DocumentedLimitsTests
{
    [Fact]
    public void SecurityGuide_FixedLimits_AreTheCodes()
    {
        var guide = Repository.Read("docs/security.md");

        Assert.Contains(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                | log | 16 MiB of decoded text, 1,000 rejected lines |
                | report | {ReportInput.MaxResults:N0} results |
                | batch | {RecordGroupResultsBatch.MaxReports} reports, {RecordGroupResultsBatch.MaxResults:N0} results in total |
                | task states, classified failures | {RecordTaskStates.MaxStates:N0} per call |
                | expected tasks | {ExpectedTasksInput.MaxTasks:N0} per push, {ExpectedTasksInput.MaxGroups:N0} groups in total |
                """),
            guide,
            StringComparison.Ordinal);
    }
}
