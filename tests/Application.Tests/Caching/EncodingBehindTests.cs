using GroupResults.Application.Caching;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Caching;

/// <summary>Responses of a stable push that were asked for in plain are compressed behind the answer, as far as there is time for it.</summary>
public sealed class EncodingBehindTests : IDisposable
{
    private static readonly TimeSpan Taken = TimeSpan.FromMilliseconds(50);

    private readonly TestApplication _application = new();
    private readonly PushHead _head;
    private UInt128 _queries;

    public EncodingBehindTests()
    {
        _head = _application.Storage.Report(Push);
        _application.Time.Advance(StabilityPolicy.DefaultIdleThreshold);
        _application.Memory.BeforeStore = answer =>
        {
            if (answer.Key.Coding is ContentCoding.Gzip) _application.Time.Advance(Taken); // Compressing it took so long.
        };
    }

    /// <summary>The queries whose responses were compressed, in order.</summary>
    private IEnumerable<AnswerContent> Compressed =>
        _application.Memory.Stored.Where(answer => answer.Key.Coding is ContentCoding.Gzip).Select(answer => answer.Key.Content);

    public void Dispose() => _application.Dispose();

    [Fact]
    public async Task Response_AfterOneThatWasCompressed_IsCompressedOnlyAfterARest()
    {
        var first = await GetAsync(bytes: 2000);
        await CompressedAsync(first);
        var second = await GetAsync(bytes: 2000);

        // The first one's time ends a little after its response is there, and the rest is as long as that was.
        await Eventually.TrueAsync(
            async () =>
            {
                _application.Time.Advance(TimeSpan.FromMinutes(1));
                await GetAsync(bytes: 2000);
                return Compressed.Count() > 1;
            },
            "a later one is compressed");
        Assert.DoesNotContain(second, Compressed);
    }

    [Fact]
    public async Task Response_TooSmallToBeCompressed_TakesNoTime()
    {
        for (var i = 0; i < 20; i++) await GetAsync(bytes: 100);

        await CompressedAsync(await GetAsync(bytes: 2000));
    }

    private Task CompressedAsync(AnswerContent response) => Eventually.TrueAsync(() => Compressed.Contains(response), "it is compressed");

    /// <summary>Asks for the response to another query.</summary>
    private async Task<AnswerContent> GetAsync(int bytes)
    {
        var query = ++_queries;
        var content = AnswerContent.Response(query, PushStability.Stable);
        await _application.SendAsync(new GetResponse(
            _head, query, PushStability.Stable, ContentCoding.Identity, () => Task.FromResult<ComputedAnswer?>(new(_head, content, new byte[bytes]))));
        return content;
    }
}
