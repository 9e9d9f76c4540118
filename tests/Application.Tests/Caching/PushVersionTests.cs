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

    [Fact]
    public void OfResults_OtherFactsSince_IsTheSameVersion()
    {
        var later = Head with { Version = 14, Stamp = new ChangeStamp(new Epoch(1), 2), EarlierResults = Head.Results };

        Assert.Equal(PushVersion.OfResults(Head), PushVersion.OfResults(later));
        Assert.Equal(PushVersion.OfResults(Head).GetHashCode(), PushVersion.OfResults(later).GetHashCode());
        Assert.Equal(PushVersion.OfResults(Head).ToString(), PushVersion.OfResults(later).ToString());
        Assert.NotEqual(new PushVersion(Head), new PushVersion(later));
        Assert.NotEqual(PushVersion.OfResults(Head), new PushVersion(Head)); // What is asked for as one is not found as the other.
    }

    [Fact]
    public void IsAtLeast_OfResults_LooksAtResultsAlone()
    {
        var later = Head with { Version = 13, EarlierResults = Head.Results };

        Assert.True(PushVersion.OfResults(Head).IsAtLeast(PushVersion.OfResults(later)));
        Assert.True(PushVersion.OfResults(Head).IsAtLeast(new PushVersion(later)));
        Assert.False(new PushVersion(Head).IsAtLeast(new PushVersion(later)));
        Assert.False(PushVersion.OfResults(later).IsAtLeast(PushVersion.OfResults(Head with { Version = 13 })));
        Assert.False(PushVersion.OfResults(Head with { Version = 13, Stamp = new ChangeStamp(new Epoch(1), 1) }).IsComparableTo(PushVersion.OfResults(Head)));
    }
}
