namespace VersionedCache.Tests;

/// <summary>Computations that are admitted before they begin, and hold their admission until the form that was asked for is made.</summary>
public sealed class AdmissionTests
{
    private static readonly PageVersion Version = new(1, 1);

    private readonly TestCache _test = new();

    public AdmissionTests() => _test.Write(Version);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip)]
    public async Task Admission_Ends_WhenTheFormThatWasAskedForIsMade(ContentCoding coding)
    {
        using var admission = new Admission();
        List<(ContentCoding Coding, int Ended)> stored = [];
        _test.Memory.BeforeStore = entry => stored.Add((entry.Key.Coding, admission.Ended));

        var result = await GetAsync(coding, () => new(admission));

        Assert.Equal((coding, 1), (result!.Entry.Key.Coding, admission.Ended));
        Assert.Equal([(coding, 0)], stored);
    }

    [Fact]
    public async Task Admission_OfAFormThatCannotBeMade_Ends()
    {
        using var admission = new Admission();
        _test.Memory.BeforeStore = _ => throw new IOException("No memory.");

        await Assert.ThrowsAsync<IOException>(() => GetAsync(ContentCoding.Gzip, () => new(admission)).AsTask());

        Assert.Equal(1, admission.Ended);
    }

    [Fact]
    public async Task Hit_NeedsNoAdmission()
    {
        await GetAsync(ContentCoding.Gzip, () => new(default(IDisposable)));

        Assert.NotNull(await GetAsync(ContentCoding.Gzip, static () => throw new InvalidOperationException("Nothing is computed.")));
    }

    /// <summary>Otherwise one client could take the answer from all who wait for it, by going.</summary>
    [Theory]
    [InlineData(ContentCoding.Identity, ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip, ContentCoding.Gzip)]
    [InlineData(ContentCoding.Identity, ContentCoding.Gzip)]
    [InlineData(ContentCoding.Gzip, ContentCoding.Identity)]
    public async Task Request_LeavesBeforeItIsAdmitted_AnotherThatWaitsComputes(ContentCoding leaving, ContentCoding waiting)
    {
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var going = new CancellationTokenSource();
        var first = GetAsync(
            leaving,
            async () =>
            {
                waits.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, going.Token);
                return null;
            },
            going.Token).AsTask();
        await waits.Task;
        var second = GetAsync(waiting, () => new(default(IDisposable)));
        Assert.False(second.IsCompleted);

        await going.CancelAsync();

        var result = await second;
        Assert.Equal((Version, waiting), (result!.Version, result.Entry.Key.Coding));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    private ValueTask<CacheResult<PageVersion>?> GetAsync(
        ContentCoding coding, Func<ValueTask<IDisposable?>> enter, CancellationToken? cancellation = null) => _test.Cache.GetAsync(
        Version,
        new CacheRequest<PageVersion>(
            PageVersion.Text, coding, () => Task.FromResult<Computed<PageVersion>?>(_test.Snapshot(Version.Page, PageVersion.Text)), enter),
        cancellation ?? Cancellation);

    private sealed class Admission : IDisposable
    {
        internal int Ended { get; private set; }

        public void Dispose() => Ended++;
    }
}
