using GroupResults.Api.Admission;
using GroupResults.Api.Settings;
using GroupResults.Application;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace GroupResults.Api.Tests.Admission;

/// <summary>The line goes by the machine's clock: one place a second here, so that none becomes free while a test looks.</summary>
public sealed class StreamPlacesTests : IDisposable
{
    private const int AtOnce = 1;
    private const int InLine = 30;

    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly StreamPlaces _places;

    public StreamPlacesTests() => _places = new StreamPlaces(HttpSettings.Default with { StreamsPerSecond = 1 }, _lifetime);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _places.Dispose();

    [Fact]
    public async Task Streams_OfASecond_HaveTheirPlaceAtOnceAndFurtherOnesInTheirTurn()
    {
        Assert.All(Take(AtOnce), place => Assert.True(place.IsCompletedSuccessfully));

        var first = Take(1)[0];
        var second = Take(1)[0];

        await first;
        await second;
        Assert.Equal(AtOnce + 2, _places.Taken);
    }

    [Fact]
    public async Task Stream_ThatWouldWaitForMoreThanHalfAMinute_IsRefusedAndTakesNoPlace()
    {
        Take(AtOnce + InLine);

        var refusal = await Assert.ThrowsAsync<UnavailableException>(RefusedAsync);

        Assert.Equal(TimeSpan.FromSeconds(30), refusal.Refusals[0].RetryAfter);
        Assert.Equal(AtOnce + InLine, _places.Taken);

        // Where the machine is so slow that the line moved on meanwhile, another one is refused.
        async Task RefusedAsync()
        {
            for (var i = 0; i < InLine; i++)
            {
                var place = _places.TakeInTurnAsync(Cancellation).AsTask();
                if (place.IsFaulted) await place;
            }
        }
    }

    [Fact]
    public async Task Stream_GivenUpWhileItWaits_LeavesItsPlaceAndTheLine()
    {
        Take(AtOnce);
        using var gone = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, InLine).Select(_ => _places.TakeInTurnAsync(gone.Token).AsTask()).ToList();

        await gone.CancelAsync();
        foreach (var place in waiting)
        {
            if (!place.IsCompletedSuccessfully) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => place);
        }

        var taken = _places.Taken;
        Assert.InRange(taken, AtOnce, AtOnce + InLine - 1);
        Assert.All(Take(InLine), place => Assert.False(place.IsFaulted));
    }

    [Fact]
    public async Task Stream_ThatWaitsWhileTheServiceStops_IsRefused()
    {
        Take(AtOnce);
        var waiting = Take(InLine)[^1];

        _lifetime.StopApplication();

        await Assert.ThrowsAsync<UnavailableException>(() => waiting);
    }

    private List<Task<IDisposable>> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => _places.TakeInTurnAsync(Cancellation).AsTask())];
}
