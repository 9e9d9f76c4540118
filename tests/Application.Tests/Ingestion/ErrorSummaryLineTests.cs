using System.Text;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Tests.Ingestion;

public sealed class ErrorSummaryLineTests
{
    [Fact]
    public void Parse_GroupResult_IsAResult()
    {
        var line = Parse("""{"status": "OK", "duration": 85897, "line": 246, "group": "dom/a.toml", "action": "group_result"}""");

        Assert.True(line.IsObject);
        Assert.Null(line.Fault?.Reason);
        Assert.Equal(new GroupResult("dom/a.toml", GroupStatus.Ok, 85_897), line.Result);
    }

    [Theory]
    [InlineData("test_groups")]
    [InlineData("test_result")]
    [InlineData("test_status")]
    [InlineData("test_end")]
    [InlineData("log")]
    [InlineData("crash")]
    [InlineData("truncated")]
    public void Parse_KnownOtherAction_IsSkippedWithoutRemark(string action)
    {
        // Not even a broken group or status matters there.
        var line = Parse($$"""{"action": "{{action}}", "group": "a\\b", "status": 7}""");

        Assert.Equal(new ErrorSummaryLine(true, null, null, null), line);
    }

    [Theory]
    [InlineData("group_results")]
    [InlineData("GROUP_RESULT")]
    [InlineData("Log")]
    [InlineData("log ")]
    [InlineData("suite_end")]
    public void Parse_UnknownAction_IsRejectedAndNamed(string action)
    {
        var line = Parse($$"""{"action": "{{action}}", "group": "g", "status": "OK"}""");

        Assert.True(line.IsObject);
        Assert.Null(line.Result);
        Assert.Contains($"'{action}'", line.Fault?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EmptyAction_IsRejected() => Assert.Contains("action", Parse("""{"action": ""}""").Fault?.Reason, StringComparison.Ordinal);

    [Fact]
    public void Parse_VeryLongUnknownAction_IsShownShort() =>
        Assert.InRange(Parse($$"""{"action": "{{new string('x', 100_000)}}"}""").Fault!.Value.Reason.Length, 1, 300);

    [Theory]
    [InlineData("""{"group": "g", "status": "OK"}""", "the action is missing")]
    [InlineData("""{"action": null, "group": "g", "status": "OK"}""", "the action is not a string")]
    [InlineData("""{"action": 5}""", "the action is not a string")]
    [InlineData("""{"action": ["group_result"]}""", "the action is not a string")]
    [InlineData("""{"action": {"a": "group_result"}, "group": "g", "status": "OK"}""", "the action is not a string")]
    [InlineData("""{"action": "group_result", "status": "OK"}""", "the group is missing")]
    [InlineData("""{"action": "group_result", "group": null, "status": "OK"}""", "the group is not a string")]
    [InlineData("""{"action": "group_result", "group": 1, "status": "OK"}""", "the group is not a string")]
    [InlineData("""{"action": "group_result", "group": ["g"], "status": "OK"}""", "the group is not a string")]
    [InlineData("""{"action": "group_result", "group": "g"}""", "the status is missing")]
    [InlineData("""{"action": "group_result", "group": "g", "status": true}""", "the status is not a string")]
    [InlineData("""{"action": "group_result", "group": "g", "status": {"is": "OK"}}""", "the status is not a string")]
    [InlineData("{}", "the action is missing")]
    public void Parse_FieldMissingOrNoString_IsRejected(string text, string expected)
    {
        var line = Parse(text);

        Assert.True(line.IsObject);
        Assert.Null(line.Result);
        Assert.Equal(expected, line.Fault?.Reason);
    }

    [Fact]
    public void Parse_StatusMissing_StillNamesTheGroup() =>
        Assert.Equal("g", Parse("""{"action": "group_result", "group": "g"}""").Group);

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"action": "group_result", "group": "g", "status": "OK"}]""")]
    [InlineData("\"text\"")]
    [InlineData("12")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("Traceback (most recent call last):")]
    [InlineData("{")]
    [InlineData("""{"action": "log" """)]
    [InlineData("""{"action": "log"} x""")]
    [InlineData("""{"action": "log"}{"action": "log"}""")]
    [InlineData("""{"action": "log"},""")]
    [InlineData("""{"action": "log",}""")]
    [InlineData("""{'action': 'log'}""")]
    [InlineData("""{"action": "log", "a": NaN}""")]
    [InlineData("""{"action": "log" /* comment */}""")]
    [InlineData("")]
    public void Parse_NoJsonObject_IsRejected(string text)
    {
        var line = Parse(text);

        Assert.False(line.IsObject);
        Assert.Equal("the line is not a JSON object", line.Fault?.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("dom\\\\a.toml")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\tb")]
    [InlineData("a\\u007fb")]
    public void Parse_BadGroupName_IsRejected(string escapedName)
    {
        var line = Parse($$"""{"action": "group_result", "group": "{{escapedName}}", "status": "OK"}""");

        Assert.Null(line.Result);
        Assert.StartsWith("the group ", line.Fault?.Reason, StringComparison.Ordinal);
        Assert.NotNull(line.Group);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Parse_LongGroupName_CountsCodePoints(int count, bool isKept)
    {
        var name = string.Concat(Enumerable.Repeat("🦊", count));

        Assert.Equal(isKept, Parse($$"""{"action": "group_result", "group": "{{name}}", "status": "OK"}""").Result is not null);
    }

    [Theory]
    [InlineData("default", "default")]
    [InlineData("/builds/worker/a.toml", "/builds/worker/a.toml")]
    [InlineData("a.toml:b.toml", "a.toml:b.toml")]
    [InlineData(" two  spaces ", " two  spaces ")]
    [InlineData("\\u00fc/\\ud83e\\udd8a\\/\\u2028", "ü/🦊/\u2028")]
    public void Parse_OddGroupName_IsKeptAsSent(string escapedName, string expected) =>
        Assert.Equal(expected, Parse($$"""{"action": "group_result", "group": "{{escapedName}}", "status": "OK"}""").Result!.Value.Group);

    [Theory]
    [InlineData("OK", GroupStatus.Ok)]
    [InlineData("ERROR", GroupStatus.Error)]
    [InlineData("SKIP", GroupStatus.Skip)]
    [InlineData("UNSUPPORTED", GroupStatus.Unsupported)]
    [InlineData("ok", GroupStatus.Unsupported)]
    [InlineData("TIMEOUT", GroupStatus.Unsupported)]
    [InlineData("", GroupStatus.Unsupported)]
    public void Parse_Status_IsExact(string status, GroupStatus expected) =>
        Assert.Equal(expected, Parse($$"""{"action": "group_result", "group": "g", "status": "{{status}}"}""").Result!.Value.Status);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    [InlineData("12.999", 12)]
    [InlineData("1.5e3", 1500)]
    [InlineData("7200000", 7_200_000)]
    [InlineData("7200000.9", 7_200_000)]
    [InlineData("7200001", 0)]
    [InlineData("-0.5", 0)]
    [InlineData("-1", 0)]
    [InlineData("1e999", 0)]
    [InlineData("-1e999", 0)]
    [InlineData("99999999999999999999999999", 0)]
    [InlineData("5.00000000000000000000000000000000000000", 5)] // 40 characters, the longest that is parsed.
    [InlineData("5.000000000000000000000000000000000000000", 0)]
    [InlineData("\"12\"", 0)]
    [InlineData("null", 0)]
    [InlineData("true", 0)]
    [InlineData("[12]", 0)]
    [InlineData("""{"ms": 12}""", 0)]
    public void Parse_Duration_FollowsTheRule(string duration, int expected) =>
        Assert.Equal(expected, Parse($$"""{"action": "group_result", "duration": {{duration}}, "group": "g", "status": "OK"}""").Result!.Value.DurationMs);

    [Fact]
    public void Parse_OtherNumberOfAnyLength_IsNotLookedAt()
    {
        var number = new string('9', 100_000);

        var line = Parse($$"""{"action": "group_result", "line": {{number}}, "pid": -{{number}}.5e{{number}}, "duration": 7, "group": "g", "status": "OK"}""");

        Assert.Equal(7, line.Result!.Value.DurationMs);
    }

    [Fact]
    public void Parse_DurationMissing_Is0() =>
        Assert.Equal(0, Parse("""{"action": "group_result", "group": "g", "status": "OK"}""").Result!.Value.DurationMs);

    [Fact]
    public void Parse_KeyTwice_TakesTheLast()
    {
        var line = Parse(
            """{"action": "log", "group": 1, "status": "OK", "duration": 5, "action": "group_result", "group": "g", "status": "ERROR", "duration": 6}""");

        Assert.Equal(new GroupResult("g", GroupStatus.Error, 6), line.Result);
        Assert.Equal("the group is not a string", Parse("""{"action": "group_result", "group": "g", "status": "OK", "group": 1}""").Fault?.Reason);
    }

    [Fact]
    public void Parse_EscapedKey_IsThatKey() =>
        Assert.NotNull(Parse("""{"\u0061ction": "group_result", "gr\u006fup": "g", "status": "OK"}""").Result);

    [Fact]
    public void Parse_KeysThatOnlyLookAlike_AreNotThose() =>
        Assert.Equal("the action is missing", Parse("""{"Action": "group_result", "actions": "log", " action": "log"}""").Fault?.Reason);

    [Fact]
    public void Parse_NestedKeys_AreNotTheLinesOwn() =>
        Assert.Equal("the action is missing", Parse("""{"extra": {"action": "group_result", "group": "g", "status": "OK"}}""").Fault?.Reason);

    [Theory]
    [InlineData("action", """{"\ud83e": 1, "action": "group_result", "group": "g", "status": "OK"}""")]
    [InlineData("group", """{"action": "group_result", "\udd8a": {"a": []}, "group": "g", "status": "OK"}""")]
    [InlineData("inner", """{"action": "group_result", "x": {"\udd8a": 1}, "group": "g", "status": "OK"}""")]
    public void Parse_KeyIsHalfOfASurrogatePair_IsAnotherKey(string where, string text)
    {
        var line = Parse(text);

        Assert.True(line.Result is not null, $"{where}: {line.Fault?.Reason}");
    }

    [Theory]
    [InlineData("""{"action": "\ud83e"}""", "the action is not valid Unicode text")]
    [InlineData("""{"action": "group_result", "group": "a\ud83e", "status": "OK"}""", "the group is not valid Unicode text")]
    [InlineData("""{"action": "group_result", "group": "g", "status": "\udd8aOK"}""", "the status is not valid Unicode text")]
    public void Parse_EscapedHalfOfASurrogatePair_IsRejected(string text, string expected) => Assert.Equal(expected, Parse(text).Fault?.Reason);

    [Fact]
    public void Parse_InvalidUtf8InAField_IsRejected()
    {
        byte[] line =
        [
            .. """{"action": "group_result", "group": "a"""u8, 0xC3, 0x28, 0xFF, .. """
            ", "status": "OK"}
            """u8,
        ];

        var parsed = ErrorSummaryLine.Parse(line);

        Assert.True(parsed.IsObject);
        Assert.Equal("the group is not valid Unicode text", parsed.Fault?.Reason);
    }

    [Fact]
    public void Parse_InvalidUtf8Elsewhere_DoesNotMatter()
    {
        byte[] line =
        [
            .. """{"action": "group_result", "message": "a"""u8, 0xC3, 0x28, 0xFF, .. """
            ", "group": "g", "status": "OK"}
            """u8,
        ];

        Assert.NotNull(ErrorSummaryLine.Parse(line).Result);
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(2_000_000)]
    public void Parse_DeepNesting_IsAnsweredInBoundedMemory(int depth)
    {
        var text = $$"""{"action": "log", "deep": {{new string('[', depth)}}{{new string(']', depth)}}}""";

        Assert.Null(Parse(text).Result);
        Assert.False(Parse(text[..^depth]).IsObject);
    }

    private static ErrorSummaryLine Parse(string line) => ErrorSummaryLine.Parse(Encoding.UTF8.GetBytes(line));
}
