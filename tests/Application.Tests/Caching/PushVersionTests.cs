using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Caching;

public sealed class PushVersionTests
{
    private static readonly PushHead Head = new(
        7, new PushKey("autoland", "abc123"), new Incarnation(0xBEEF), 12, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch,
        new ChangeStamp(new Epoch(0xFADE), 40));

    public static readonly TheoryData<CachePart, ContentCoding, string> Forms = new()
    {
        { CommonParts.ResultMap, ContentCoding.Identity, "map" },
        { CommonParts.ResultMap, ContentCoding.Gzip, "map.gzip" },
        { CommonParts.ResultMap, ContentCoding.Brotli, "map.br" },
        { CommonParts.ResultCounts, ContentCoding.Identity, "counts" },
        { CommonParts.ResultCounts, ContentCoding.Gzip, "counts.gzip" },
        { new CachePart("response.active", 0xFEED), ContentCoding.Identity, "response.active.0000000000000000000000000000feed" },
        { new CachePart("response.stable", 0xFEED), ContentCoding.Gzip, "response.stable.0000000000000000000000000000feed.gzip" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void ToString_Form_IsTheSharedKey(CachePart part, ContentCoding coding, string form) =>
        Assert.Equal($"group_results:v4:000000000000beef:autoland:abc123:000000000000fade:12:{form}", KeyOf(Head, part, coding).ToString());

    [Fact]
    public void Equals_AnyOtherHead_IsAnotherKey()
    {
        PushHead[] others =
        [
            Head with { Version = 13 },
            Head with { Incarnation = new Incarnation(1) },
            Head with { Stamp = new ChangeStamp(new Epoch(1), 40) },
            Head with { Push = new PushKey("try", "abc123") },
            Head with { Push = new PushKey("autoland", "abc") },
        ];
        var key = KeyOf(Head, CommonParts.ResultMap, ContentCoding.Identity);

        Assert.All(others, other => Assert.NotEqual(key, KeyOf(other, CommonParts.ResultMap, ContentCoding.Identity)));
    }
}
