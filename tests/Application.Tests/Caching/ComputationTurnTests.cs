using GroupResults.Application.Caching;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Caching;

/// <summary>Computations that wait for a turn before they begin, and hold it until the answer has its form.</summary>
public sealed class ComputationTurnTests : IDisposable
{
    private static readonly byte[] Bytes = new byte[5000];

    private readonly TestApplication _application = new();
    private readonly Gate _gate = new();

    public void Dispose() => _application.Dispose();

    [Theory]
    [InlineData(ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip)]
    public async Task Turn_Ends_WhenTheFormThatWasAskedForIsMade(ContentCoding coding)
    {
        var head = _application.Storage.Report(Push);
        using var turn = new Turn();
        List<(ContentCoding Coding, int Ended)> stored = [];
        _application.Memory.BeforeStore = entry => stored.Add((entry.Key.Coding, turn.Ended));

        var answer = await AskAsync(head, coding, () => Task.FromResult<ComputedAnswer?>(Computed(head) with { Turn = turn }), Cancellation);

        Assert.Equal((coding, 1), (answer!.Coding, turn.Ended));
        Assert.Equal([(coding, 0)], stored);
    }

    [Fact]
    public async Task Turn_OfAFormThatCannotBeMade_Ends()
    {
        var head = _application.Storage.Report(Push);
        using var turn = new Turn();
        _application.Memory.BeforeStore = _ => throw new IOException("No memory.");

        await Assert.ThrowsAsync<IOException>(() =>
            AskAsync(head, ContentCoding.Gzip, () => Task.FromResult<ComputedAnswer?>(Computed(head) with { Turn = turn }), Cancellation));

        Assert.Equal(1, turn.Ended);
    }

    /// <summary>Otherwise one client could take the answer from all who wait for it, by going.</summary>
    [Theory]
    [InlineData(ContentCoding.Identity, ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip, ContentCoding.Gzip)]
    [InlineData(ContentCoding.Identity, ContentCoding.Gzip)]
    [InlineData(ContentCoding.Gzip, ContentCoding.Identity)]
    public async Task Request_LeavesBeforeItsTurn_AnotherThatWaitsComputes(ContentCoding leaving, ContentCoding waiting)
    {
        var head = _application.Storage.Report(Push);
        using var going = new CancellationTokenSource();
        var first = AskAsync(head, leaving, async () =>
        {
            await _gate.PassAsync().WaitAsync(going.Token);
            throw new InvalidOperationException("Its turn has not come.");
        }, going.Token);
        await _gate.Entered;
        var second = AskAsync(head, waiting, () => Task.FromResult<ComputedAnswer?>(Computed(head)), Cancellation);
        Assert.False(second.IsCompleted);

        await going.CancelAsync();

        Assert.Equal((head, waiting), ((await second)!.Head, (await second)!.Coding));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    private Task<PushAnswer?> AskAsync(PushHead head, ContentCoding coding, Func<Task<ComputedAnswer?>> compute, CancellationToken cancellation) =>
        _application.SendAsync(new GetResponse(head, Query: 1, PushStability.Active, coding, compute), cancellation);

    private static ComputedAnswer Computed(PushHead head) => new(head, AnswerContent.Response(query: 1, PushStability.Active), Bytes);

    private sealed class Turn : IDisposable
    {
        internal int Ended { get; private set; }

        public void Dispose() => Ended++;
    }
}
