using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Tests.Caching;

public sealed class AnswerKeyTests
{
    private static readonly PushHead Head = new(
        7, new PushKey("autoland", "abc123"), new Incarnation(0xBEEF), 12, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData(AnswerKind.ResultMap, ContentCoding.Identity, "map")]
    [InlineData(AnswerKind.ResultMap, ContentCoding.Gzip, "map.gzip")]
    [InlineData(AnswerKind.ResultMap, ContentCoding.Brotli, "map.br")]
    [InlineData(AnswerKind.ResultCounts, ContentCoding.Identity, "counts")]
    [InlineData(AnswerKind.ResultCounts, ContentCoding.Gzip, "counts.gzip")]
    [InlineData(AnswerKind.ResultCounts, ContentCoding.Brotli, "counts.br")]
    public void ToString_Form_IsTheSharedKey(AnswerKind kind, ContentCoding coding, string form) =>
        Assert.Equal($"group_results:v3:000000000000beef:autoland:abc123:12:{form}", AnswerKey.For(Head, kind, coding).ToString());

    [Fact]
    public void For_AnyOtherHead_IsAnotherKey()
    {
        PushHead[] others =
        [
            Head with { Version = 13 },
            Head with { Incarnation = new Incarnation(1) },
            Head with { Push = new PushKey("try", "abc123") },
            Head with { Push = new PushKey("autoland", "abc") },
        ];
        var key = AnswerKey.For(Head, AnswerKind.ResultMap, ContentCoding.Identity);

        Assert.All(others, other => Assert.NotEqual(key, AnswerKey.For(other, AnswerKind.ResultMap, ContentCoding.Identity)));
    }
}
