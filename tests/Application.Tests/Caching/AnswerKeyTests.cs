using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Application.Tests.Caching;

public sealed class AnswerKeyTests
{
    private static readonly PushHead Head = new(
        7, new PushKey("autoland", "abc123"), new Incarnation(0xBEEF), 12, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch,
        new ChangeStamp(new Epoch(0xFADE), 40));

    public static readonly TheoryData<AnswerContent, ContentCoding, string> Forms = new()
    {
        { AnswerContent.ResultMap, ContentCoding.Identity, "map" },
        { AnswerContent.ResultMap, ContentCoding.Gzip, "map.gzip" },
        { AnswerContent.ResultMap, ContentCoding.Brotli, "map.br" },
        { AnswerContent.ResultCounts, ContentCoding.Identity, "counts" },
        { AnswerContent.ResultCounts, ContentCoding.Gzip, "counts.gzip" },
        { AnswerContent.Response(0xFEED, PushStability.Active), ContentCoding.Identity, "response.active.0000000000000000000000000000feed" },
        { AnswerContent.Response(0xFEED, PushStability.Stable), ContentCoding.Gzip, "response.stable.0000000000000000000000000000feed.gzip" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void ToString_Form_IsTheSharedKey(AnswerContent content, ContentCoding coding, string form) =>
        Assert.Equal($"group_results:v4:000000000000beef:autoland:abc123:000000000000fade:12:{form}", AnswerKey.For(Head, content, coding).ToString());

    [Fact]
    public void For_AnyOtherHead_IsAnotherKey()
    {
        PushHead[] others =
        [
            Head with { Version = 13 },
            Head with { Incarnation = new Incarnation(1) },
            Head with { Stamp = new ChangeStamp(new Epoch(1), 40) },
            Head with { Push = new PushKey("try", "abc123") },
            Head with { Push = new PushKey("autoland", "abc") },
        ];
        var key = AnswerKey.For(Head, AnswerContent.ResultMap, ContentCoding.Identity);

        Assert.All(others, other => Assert.NotEqual(key, AnswerKey.For(other, AnswerContent.ResultMap, ContentCoding.Identity)));
    }
}
