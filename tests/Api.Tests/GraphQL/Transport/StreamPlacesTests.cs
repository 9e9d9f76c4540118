using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Settings;
using GroupResults.Application;
using Microsoft.Extensions.Time.Testing;

namespace GroupResults.Api.Tests.GraphQL.Transport;

public sealed class StreamPlacesTests
{
    private const int PerSecond = 10;

    /// <summary>Five seconds' worth.</summary>
    private const int AtOnce = 50;

    private readonly FakeTimeProvider _time = new();
    private readonly StreamPlaces _places;

    public StreamPlacesTests() => _places = new StreamPlaces(HttpSettings.Default with { StreamsPerSecond = PerSecond }, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Streams_OfFiveSeconds_HaveTheirPlaceAtOnceAndFurtherOnesInTheirTurn()
    {
        Assert.All(Take(AtOnce + 1), place => Assert.True(place.IsCompletedSuccessfully));

        var waiting = Take(PerSecond);
        Assert.All(waiting, place => Assert.False(place.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(PerSecond / 2, waiting.Count(place => place.IsCompletedSuccessfully));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.All(waiting, place => Assert.True(place.IsCompletedSuccessfully));
        Assert.Equal(AtOnce + 1 + PerSecond, _places.Taken);
    }

    [Fact]
    public async Task Stream_ThatWouldWaitForMoreThanHalfAMinute_IsRefusedAndTakesNoPlace()
    {
        var waiting = Take(AtOnce + 1 + (30 * PerSecond));

        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => _places.TakeInTurnAsync(Cancellation).AsTask());

        Assert.Equal(TimeSpan.FromSeconds(30), refusal.RetryAfter);
        Assert.Equal(waiting.Count, _places.Taken);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.All(waiting, place => Assert.True(place.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Stream_GivenUpWhileItWaits_GivesItsPlaceBack()
    {
        Take(AtOnce + 1);
        using var gone = new CancellationTokenSource();

        var waiting = _places.TakeInTurnAsync(gone.Token).AsTask();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(AtOnce + 1, _places.Taken);
    }

    private List<Task<IDisposable>> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => _places.TakeInTurnAsync(Cancellation).AsTask())];
}
