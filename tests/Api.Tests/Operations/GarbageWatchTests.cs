using System.Runtime.CompilerServices;
using GroupResults.Api.Operations;

namespace GroupResults.Api.Tests.Operations;

public sealed class GarbageWatchTests
{
    [Fact]
    public async Task Garbage_OfMuchMoreThanThereWas_IsCollected()
    {
        using var watch = new GarbageWatch(TimeProvider.System);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);

        var garbage = Allocate(); // Nothing is allocated after it that would have it collected without the watch.

        await Eventually.TrueAsync(() => !garbage.IsAlive, "the array is collected");
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Allocate() => new(new byte[200_000_000]);
}
