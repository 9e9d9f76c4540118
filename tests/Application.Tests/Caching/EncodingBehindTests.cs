using GroupResults.Application.Caching;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
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

    private int Compressed => _application.Memory.Stored.Count(answer => answer.Key.Coding is ContentCoding.Gzip);

    public void Dispose() => _application.Dispose();

    [Fact]
    public async Task Response_AfterOneThatWasCompressed_IsCompressedOnlyAfterARest()
    {
        await GetAsync(bytes: 2000);
        await Eventually.TrueAsync(() => Compressed == 1, "the first is compressed");

        await GetUntilAsync(compressed: 1);
        _application.Time.Advance(9 * Taken);
        await GetUntilAsync(compressed: 2);
    }

    [Fact]
    public async Task Response_TooSmallToBeCompressed_TakesNoTime()
    {
        for (var i = 0; i < 20; i++) await GetAsync(bytes: 100);

        await GetUntilAsync(compressed: 1);
    }

    /// <summary>Asks for another one. What is not to happen has a moment to happen in.</summary>
    private async Task GetUntilAsync(int compressed)
    {
        await GetAsync(bytes: 2000);
        if (compressed > Compressed) await Eventually.TrueAsync(() => Compressed == compressed, "it is compressed");
        else await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancellation);
        Assert.Equal(compressed, Compressed);
    }

    private Task<PushAnswer?> GetAsync(int bytes)
    {
        var query = ++_queries;
        var content = AnswerContent.Response(query, PushStability.Stable);
        return _application.SendAsync(new GetResponse(
            _head, query, PushStability.Stable, ContentCoding.Identity, () => Task.FromResult<ComputedAnswer?>(new(_head, content, new byte[bytes]))));
    }
}
