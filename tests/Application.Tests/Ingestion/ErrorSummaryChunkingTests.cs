using System.Text;
using CsCheck;
using GroupResults.Application.Ingestion;

namespace GroupResults.Application.Tests.Ingestion;

/// <summary>However a log arrives, it says the same.</summary>
public sealed class ErrorSummaryChunkingTests
{
    private static readonly Gen<string> Line = OneOf(
        """{"action": "group_result", "group": "a/ü🦊.toml", "status": "OK", "duration": 7}""",
        """{"action": "group_result", "group": "b", "status": "ERROR"}""",
        """{"action": "log", "message": "x"}""",
        """{"action": "odd"}""",
        "garbage",
        "{",
        "",
        " ",
        "\r",
        "\uFEFF{}");

    private static readonly Gen<string> Log =
        Gen.Select(Line, OneOf("\n", "\r\n")).Select((line, end) => line + end).Array[0, 20]
            .Select(lines => string.Concat(lines));

    [Fact]
    public Task ReadAsync_AnyChunks_GiveTheSame() =>
        Gen.Select(Log, Line, Gen.Int[1, 40].Array[1, 8]).SampleAsync(async (log, unended, sizes) =>
        {
            var content = Encoding.UTF8.GetBytes(log + unended);

            Assert.Equal(
                await OutcomeAsync(new MemoryStream(content)),
                await OutcomeAsync(new ChunkedStream(content, sizes)));
        });

    [Fact]
    public async Task ReadAsync_ByteByByte_GivesTheSame()
    {
        var content = Encoding.UTF8.GetBytes(
            "\uFEFF{\"action\": \"group_result\", \"group\": \"a/ü🦊.toml\", \"status\": \"OK\"}\r\n\r\ngarbage\n{\"action\": \"log\"}\n{}");

        var outcome = await OutcomeAsync(new ChunkedStream(content, [1]));

        Assert.Equal("a/ü🦊.toml Ok 0|3  the line is not a JSON object|5  the action is missing", outcome);
    }

    [Theory]
    [InlineData((64 * 1024) - 1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(128 * 1024)]
    [InlineData(300_000)]
    public async Task ReadAsync_LinesLongerThanTheBuffer_AreRead(int length)
    {
        var start = "{\"action\": \"group_result\", \"group\": \"long\", \"status\": \"OK\", \"more\": \"";
        var line = start + new string('x', length - start.Length - 2) + "\"}";
        var content = Encoding.UTF8.GetBytes($"{line}\n{line}\r\ngarbage\n{line}");
        const string expected = "long Ok 0|long Ok 0|long Ok 0|3  the line is not a JSON object";

        Assert.Equal(length, line.Length);
        Assert.Equal(expected, await OutcomeAsync(new MemoryStream(content)));
        Assert.Equal(expected, await OutcomeAsync(new ChunkedStream(content, [1, 65_535, 4096])));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static async Task<string> OutcomeAsync(Stream content)
    {
        try
        {
            var log = await ErrorSummaryReader.ReadAsync(content, "log", CancellationToken.None);
            return string.Join('|', [
                .. log.Results.Select(result => $"{result.Group} {result.Status} {result.DurationMs}"),
                .. log.Rejected.Select(line => $"{line.Line} {line.Group} {line.Reason}")]);
        }
        catch (InvalidInputException refused)
        {
            return refused.Message;
        }
    }
}
