using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using GroupResults.EndToEnd.Tests.Documents;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.FirstRun;

/// <summary>
/// Runs what the README tells a newcomer to run: the bash blocks between <c>&lt;!-- quickstart --&gt;</c> and
/// <c>&lt;!-- /quickstart --&gt;</c> that begin with curl, in their order, against a service that has just been started.
/// </summary>
public sealed partial class QuickstartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheReadmesQuickstart_RunsAsItStands()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        var readme = await File.ReadAllTextAsync(Repository.Combine("README.md"), Cancellation);
        var section = Section().Match(readme);
        Assert.True(section.Success, "README.md has no quickstart section.");
        var blocks = FencedBlock.In(section.Value).Where(block => block is { Language: "bash" } && block.Text.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        Assert.True(blocks.Count >= 3, "The quickstart should at least report, read and query.");

        var answers = 0;
        foreach (var block in blocks)
        {
            CopyUploadedFiles(block.Text, directory);
            var output = (await Command.BashAsync(directory.Path, block.At(service.Address), Cancellation)).Succeeded();
            answers += CheckAnswers(block.Text, output);
        }

        Assert.True(answers >= blocks.Count, "A block had no answer.");
    }

    /// <summary>The blocks name files as they lie below the repository's folder.</summary>
    private static void CopyUploadedFiles(string block, TestDirectory directory)
    {
        foreach (var file in UploadedFile().Matches(block).Select(match => match.Groups["file"].Value))
        {
            var target = directory.Combine(file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repository.Combine(file), target, overwrite: true);
        }
    }

    /// <summary>Every answer must be JSON that tells of no error and, where it is a report's, of no rejected line.</summary>
    private static int CheckAnswers(string block, string output)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(output), new JsonReaderOptions { AllowMultipleValues = true });
        var answers = 0;
        while (reader.Read())
        {
            using var answer = JsonDocument.ParseValue(ref reader);
            var context = $"{block}\n{output}";
            Assert.True(answer.RootElement.ValueKind is JsonValueKind.Object, context);
            Assert.NotEmpty(answer.RootElement.EnumerateObject());
            Assert.False(answer.RootElement.TryGetProperty("errors", out _), context);
            Assert.False(answer.RootElement.TryGetProperty("code", out _), context);
            if (answer.RootElement.TryGetProperty("data", out var data))
                Assert.DoesNotContain(data.EnumerateObject(), property => property.Value.ValueKind is JsonValueKind.Null);
            if (answer.RootElement.TryGetProperty("rejected", out var rejected)) Assert.Empty(rejected.EnumerateArray());
            answers++;
        }

        return answers;
    }

    [GeneratedRegex("<!-- quickstart -->.*<!-- /quickstart -->", RegexOptions.Singleline, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex Section();

    [GeneratedRegex(@"(-T|--upload-file) +(?<file>[\w./-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex UploadedFile();
}
