using System.Globalization;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Ingestion;

namespace GroupResults.Api.Tests.Settings;

/// <summary>Limits without a setting are found in docs/security.md, with the numbers that the code has.</summary>
public sealed class DocumentedLimitsTests
{
    [Fact]
    public void SecurityGuide_FixedLimits_AreTheCodes()
    {
        var guide = string.Join(' ', Repository.Read("docs/security.md").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a log has at most 16 MiB of decoded text and 1,000 rejected lines, a report {ReportInput.MaxResults:N0} results, a batch {RecordGroupResultsBatch.MaxReports} reports with {RecordGroupResultsBatch.MaxResults:N0} results together"),
            guide,
            StringComparison.Ordinal);
    }
}
