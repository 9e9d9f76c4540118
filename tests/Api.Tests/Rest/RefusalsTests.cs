using GroupResults.Api.Rest;
using GroupResults.Api.Settings;
using Microsoft.Extensions.Time.Testing;

namespace GroupResults.Api.Tests.Rest;

/// <summary>How long refusals are held back. Beyond a few of one client they are paced by the machine's clock, two a second.</summary>
public sealed class RefusalsTests : IDisposable
{
    private const int AtOnce = 10;
    private const int Flood = 100;

    private readonly FakeTimeProvider _time = new();
    private readonly Refusals _refusals;

    public RefusalsTests() => _refusals = new Refusals(HttpSettings.Default, access: null!, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _refusals.Dispose();

    [Fact]
    public async Task Refusals_ThatAreFew_ComeAfterTheSettingsDelayAndBeforeItsDouble()
    {
        var refusals = Refuse("a", AtOnce);

        _time.Advance(HttpSettings.Default.RefusalDelay - TimeSpan.FromTicks(1));
        Assert.All(refusals, refusal => Assert.False(refusal.IsCompleted));
        _time.Advance(HttpSettings.Default.RefusalDelay + TimeSpan.FromTicks(1));

        await Task.WhenAll(refusals);
    }

    [Fact]
    public async Task Refusals_OfAFlood_ComeOneByOneAndNeverLaterThanAfterTwoSeconds()
    {
        var flood = Refuse("a", Flood);
        _time.Advance(2 * HttpSettings.Default.RefusalDelay);
        await Task.WhenAny(flood);
        Assert.Contains(flood, refusal => !refusal.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(2));

        await Task.WhenAll(flood);
    }

    [Fact]
    public async Task Refusals_OfAnotherClient_DoNotWaitForAFlood()
    {
        var flood = Refuse("a", Flood);
        var others = Refuse("b", AtOnce);
        _time.Advance(2 * HttpSettings.Default.RefusalDelay);

        await Task.WhenAll(others);

        Assert.Contains(flood, refusal => !refusal.IsCompleted);
    }

    [Fact]
    public async Task Refusal_OfAClientThatGoes_IsGivenUp()
    {
        using var gone = new CancellationTokenSource();
        var refusal = _refusals.DelayAsync("a", gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => refusal);
    }

    [Fact]
    public void Refusals_WithoutADelay_AreNotHeldBackAtAll()
    {
        using var refusals = new Refusals(HttpSettings.Default with { RefusalDelay = TimeSpan.Zero }, access: null!, _time);

        for (var i = 0; i < Flood; i++) Assert.True(refusals.DelayAsync("a", Cancellation).IsCompletedSuccessfully);
    }

    private List<Task> Refuse(string client, int count) => [.. Enumerable.Range(0, count).Select(_ => _refusals.DelayAsync(client, Cancellation))];
}
