using System.Text;
using GroupResults.Application.Ingestion;

namespace GroupResults.Application.Tests.Ingestion;

public sealed class ErrorSummaryLimitsTests
{
    private const string GroupResult = """{"action": "group_result", "group": "g", "status": "OK"}""";
    private const string UnknownAction = """{"action": "odd"}""";

    [Theory]
    [InlineData("garbage")]
    [InlineData(UnknownAction)]
    public async Task ReadAsync_1000RejectedLines_AreAccepted(string rejected)
    {
        var log = await ReadAsync(Lines((rejected, 1000), (GroupResult, 1)));

        Assert.Equal(Enumerable.Range(1, 1000), log.Rejected.Select(line => line.Line));
        Assert.Single(log.Results);
    }

    [Fact]
    public async Task ReadAsync_1001RejectedLines_AreRefused()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => ReadAsync(Lines((GroupResult, 1), (UnknownAction, 1001))));

        Assert.Contains("more than 1000 rejected lines", refused.Message, StringComparison.Ordinal);
        Assert.Contains("line 2:", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(5000)]
    public async Task ReadAsync_ManyLinesOfGarbageBeforeTheFirstObject_AreRefused(int garbage)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => ReadAsync(Lines(("garbage", garbage), (GroupResult, 1))));

        Assert.Equal("log is not an errorsummary log: none of its first 1001 lines is a JSON object", refused.Message);
    }

    [Fact]
    public async Task ReadAsync_GarbageWithoutEnd_IsRefusedBeforeAllOfItIsRead()
    {
        using var content = new MemoryStream(Lines(("{", 8_000_000)));

        await Assert.ThrowsAsync<InvalidInputException>(
            () => ErrorSummaryReader.ReadAsync(content, "log", TestContext.Current.CancellationToken));

        Assert.InRange(content.Position, 2002, 200_000);
    }

    [Fact]
    public async Task ReadAsync_ManyBlankAndSkippedLines_AreNotRejected()
    {
        var log = await ReadAsync(Lines(("", 3000), ("""{"action": "log"}""", 3000), (GroupResult, 1)));

        Assert.Single(log.Results);
        Assert.Empty(log.Rejected);
    }

    [Fact]
    public async Task ReadAsync_100000Results_AreAccepted() =>
        Assert.Equal(100_000, (await ReadAsync(Lines((GroupResult, 100_000)))).Results.Count);

    [Fact]
    public async Task ReadAsync_100001Results_AreRefused()
    {
        var refused = await Assert.ThrowsAsync<TooLargeException>(() => ReadAsync(Lines((GroupResult, 100_001))));

        Assert.Equal("TOO_LARGE", refused.Refusals[0].Code);
        Assert.Equal("log", refused.Refusals[0].Field);
        Assert.Contains("100000", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_16MiB_IsAccepted(bool isOneLine)
    {
        var log = await ReadAsync(Sized(ErrorSummaryReader.MaxBytes, isOneLine));

        Assert.Equal("last", Assert.Single(log.Results).Group);
        Assert.Equal(16 * 1024 * 1024, ErrorSummaryReader.MaxBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_OneByteMore_IsRefused(bool isOneLine)
    {
        var refused = await Assert.ThrowsAsync<TooLargeException>(() => ReadAsync(Sized(ErrorSummaryReader.MaxBytes + 1, isOneLine)));

        Assert.Equal("log is larger than 16777216 bytes of text", refused.Message);
    }

    [Fact]
    public async Task ReadAsync_EndlessLine_IsRefusedSoon()
    {
        using var endless = new EndlessStream();

        await Assert.ThrowsAsync<TooLargeException>(
            () => ErrorSummaryReader.ReadAsync(endless, "log", TestContext.Current.CancellationToken));

        Assert.InRange(endless.Delivered, ErrorSummaryReader.MaxBytes, 3L * ErrorSummaryReader.MaxBytes);
    }

    private static byte[] Lines(params (string Line, int Count)[] blocks)
    {
        var text = new StringBuilder();
        foreach (var (line, count) in blocks)
        {
            for (var i = 0; i < count; i++) text.Append(line).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A log of exactly so many bytes that ends with a group result.</summary>
    private static byte[] Sized(int bytes, bool isOneLine)
    {
        var last = """{"action": "group_result", "group": "last", "status": "OK"}"""u8;
        var content = new byte[bytes];
        content.AsSpan().Fill((byte)' ');
        if (!isOneLine)
        {
            var filler = """{"action": "log", "message": "filler"}"""u8;
            for (var start = 0; start < bytes - 1000; start += 1000)
            {
                filler.CopyTo(content.AsSpan(start));
                content[start + 999] = (byte)'\n';
            }
        }

        last.CopyTo(content.AsSpan(bytes - last.Length));
        return content;
    }

    private static Task<ErrorSummaryLog> ReadAsync(byte[] content) =>
        ErrorSummaryReader.ReadAsync(new MemoryStream(content), "log", TestContext.Current.CancellationToken);

    private sealed class EndlessStream : MemoryStream
    {
        internal long Delivered { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            Delivered += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
