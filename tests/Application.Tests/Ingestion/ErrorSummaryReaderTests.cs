using System.Text;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Tests.Ingestion;

public sealed class ErrorSummaryReaderTests
{
    private const string Skipped = """{"action": "log", "level": "ERROR", "message": "x"}""";

    [Theory]
    [InlineData("mochitest_errorsummary.log")]
    [InlineData("xpcshell_errorsummary.log")]
    public async Task ReadAsync_SampleLog_HasItsGroupResults(string file)
    {
        await using var content = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Samples", file));

        var log = await ErrorSummaryReader.ReadAsync(content, "log", TestContext.Current.CancellationToken);

        Assert.Empty(log.Rejected);
        Assert.Equal(
            file.StartsWith("mochitest", StringComparison.Ordinal)
                ?
                [
                    new("dom/media/test/browser/browser.toml", GroupStatus.Error, 100_402),
                    new("dom/tests/browser/browser.toml", GroupStatus.Ok, 43_117),
                    new("dom/serviceworkers/test/browser-dFPI.toml", GroupStatus.Skip, 0),
                ]
                :
                [
                    new("netwerk/test/unit/xpcshell.toml:netwerk/test/unit/xpcshell-common.toml", GroupStatus.Ok, 85_897),
                    new("/builds/worker/xpcshell/default.toml", GroupStatus.Ok, 27_637),
                    new("default", GroupStatus.Unsupported, 0),
                ],
            log.Results);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("  \n\t\n \r\n")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\n")]
    public async Task ReadAsync_EmptyLog_IsAnEmptyReport(string text)
    {
        var log = await ReadAsync(text);

        Assert.Empty(log.Results);
        Assert.Empty(log.Rejected);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task ReadAsync_RejectedLines_AreNumberedFrom1WithBlankOnesCounted(string end)
    {
        var log = await ReadAsync(string.Join(end, "garbage", "", Skipped, "   ", Result("a"), "[]", "", """{"action": "odd"}""", Result("b")));

        Assert.Equal("a b", Groups(log));
        Assert.Equal([1, 6, 8], log.Rejected.Select(line => line.Line));
        Assert.Equal("the line is not a JSON object", log.Rejected[0].Reason);
        Assert.Contains("'odd'", log.Rejected[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_RejectedGroup_IsNamed()
    {
        var log = await ReadAsync("""{"action": "group_result", "group": "a\\b", "status": "OK"}""" + "\ngarbage\n" + Result("b"));

        Assert.Equal(@"a\b", log.Rejected[0].Group);
        Assert.Null(log.Rejected[1].Group);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    [InlineData("\r")]
    [InlineData(" \t")]
    public async Task ReadAsync_LastLine_CountsWithAndWithoutItsEnd(string end)
    {
        var log = await ReadAsync(Result("a") + "\n" + Result("b") + end);

        Assert.Equal("a b", Groups(log));
        Assert.Empty(log.Rejected);
    }

    [Fact]
    public async Task ReadAsync_SpacesAroundALine_DoNotMatter() =>
        Assert.Single((await ReadAsync($" \t{Result("a")}\t \r\n")).Results);

    [Theory]
    [InlineData("\r")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    [InlineData("\u0085")]
    [InlineData("\v")]
    [InlineData("\f")]
    [InlineData("\0")]
    public async Task ReadAsync_OtherLineEnds_EndNoLine(string end)
    {
        var log = await ReadAsync($"{Result("a")}{end}{Result("b")}\n{Result("c")}\ngarbage");

        Assert.Equal("c", Groups(log));
        Assert.Equal([1, 3], log.Rejected.Select(line => line.Line));
    }

    [Fact]
    public async Task ReadAsync_LineSeparatorWithinAGroup_IsPartOfIt() =>
        Assert.Equal("a\u2028b\u0085c", Assert.Single((await ReadAsync(Result("a\u2028b\u0085c"))).Results).Group);

    [Fact]
    public async Task ReadAsync_ByteOrderMark_IsNoText()
    {
        var log = await ReadAsync("\uFEFF" + Result("a") + "\n\uFEFF" + Result("b"));

        Assert.Equal("a", Assert.Single(log.Results).Group);
        Assert.Equal(2, Assert.Single(log.Rejected).Line);
    }

    [Fact]
    public async Task ReadAsync_InvalidUtf8_RejectsThatLineOnly()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(Result("a") + "\n"), 0xFF, 0xFE, (byte)'\n', .. Encoding.UTF8.GetBytes(Result("b"))];

        var log = await ErrorSummaryReader.ReadAsync(new MemoryStream(text), "log", TestContext.Current.CancellationToken);

        Assert.Equal("a b", Groups(log));
        Assert.Equal(2, Assert.Single(log.Rejected).Line);
    }

    [Fact]
    public async Task ReadAsync_FailuresBeforeTheGroupResults_LoseNone()
    {
        var failure = """{"action": "test_result", "test": "t.js", "status": "FAIL", "expected": "PASS", "subtest": "x", "line": 1}""";
        var lines = Enumerable.Repeat(failure, 500).Concat(Enumerable.Range(0, 60).Select(i => Result($"group{i}")));

        var log = await ReadAsync(string.Join('\n', lines));

        Assert.Equal(string.Join(' ', Enumerable.Range(0, 60).Select(i => $"group{i}")), Groups(log));
        Assert.Empty(log.Rejected);
    }

    [Fact]
    public async Task ReadAsync_GroupTwice_IsLeftToTheReport() =>
        Assert.Equal(2, (await ReadAsync(Result("a") + "\n" + Result("a"))).Results.Count);

    [Theory]
    [InlineData("garbage")]
    [InlineData("\n\n[]\n\"text\"\n12\n")]
    [InlineData("<html><body>404</body></html>\n")]
    [InlineData("[{\"action\": \"group_result\", \"group\": \"g\", \"status\": \"OK\"}]")]
    public async Task ReadAsync_NoLineIsAnObject_IsRefused(string text)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(text));

        Assert.Equal("log is not an errorsummary log: none of its lines is a JSON object", refused.Message);
        Assert.Equal("log", Assert.Single(refused.Refusals).Field);
    }

    [Fact]
    public async Task ReadAsync_Gzip_IsRefusedWithTheHeaderThatIsMissing()
    {
        using var compressed = new MemoryStream([0x1F, 0x8B, 8, 0, 1, 2, (byte)'\n', 3]);

        var refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => ErrorSummaryReader.ReadAsync(compressed, "log", TestContext.Current.CancellationToken));

        Assert.Equal("log is compressed with gzip; send it with the header Content-Encoding: gzip", refused.Message);
    }

    [Theory]
    [InlineData("""{"code": "ResourceNotFound", "message": "Artifact not found"}""", "1 rejected line and no group result; line 1: the action is missing")]
    [InlineData("""{"action": "group_res""" + "\n" + Skipped, "1 rejected line and no group result; line 1: the line is not a JSON object")]
    [InlineData(Skipped + "\n\n{}\ngarbage", "2 rejected lines and no group result; the first is line 3: the action is missing")]
    public async Task ReadAsync_RejectedLinesAndNoResult_IsRefused(string text, string fault)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(text));

        Assert.Equal($"log has {fault}", refused.Message);
        Assert.Equal("log", Assert.Single(refused.Refusals).Field);
    }

    [Fact]
    public async Task ReadAsync_NothingRejectedAndNoResult_IsAnEmptyReport() => Assert.Empty((await ReadAsync(Skipped)).Results);

    private static string Result(string group) => $$"""{"action": "group_result", "group": "{{group}}", "status": "OK", "duration": 5}""";

    private static string Groups(ErrorSummaryLog log) => string.Join(' ', log.Results.Select(result => result.Group));

    private static Task<ErrorSummaryLog> ReadAsync(string text) =>
        ErrorSummaryReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "log", TestContext.Current.CancellationToken);
}
