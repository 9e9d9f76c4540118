namespace GroupResults.Tests;

/// <summary>
/// Waits for something that another thread or process does. The limit is no assertion about speed: it only ends a test that
/// would otherwise hang, however busy the machine is. Every wait in the tests has this one.
/// </summary>
internal static class Eventually
{
    internal const int LimitMilliseconds = 5 * 60 * 1000;

    internal static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(LimitMilliseconds);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    internal static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    internal static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"Waited in vain: {what}.");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
