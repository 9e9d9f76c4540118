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

        var result = await GetAsync(coding, _ => new(admission));

        Assert.Equal((coding, 1), (result!.Entry.Key.Coding, admission.Ended));
        Assert.Equal([(coding, 0)], stored);
    }

    [Fact]
    public async Task Admission_OfAFormThatCannotBeMade_Ends()
    {
        using var admission = new Admission();
        _test.Memory.BeforeStore = _ => throw new IOException("No memory.");

        await Assert.ThrowsAsync<IOException>(() => GetAsync(ContentCoding.Gzip, _ => new(admission)).AsTask());

        Assert.Equal(1, admission.Ended);
    }

    [Fact]
    public async Task Hit_NeedsNoAdmission()
    {
        await GetAsync(ContentCoding.Gzip, _ => new(default(IDisposable)));

        Assert.NotNull(await GetAsync(ContentCoding.Gzip, static _ => throw new InvalidOperationException("Nothing is computed.")));
    }

    /// <summary>Otherwise one client could take the answer from all who wait for it, by going.</summary>
    [Theory, MemberData(nameof(Codings))]
    public async Task Request_LeavesBeforeItIsAdmitted_AnotherThatWaitsComputes(ContentCoding leaving, ContentCoding waiting)
    {
        using var first = new Queue();
        using var second = new Queue();
        using var going = new CancellationTokenSource();
        var (gone, stays) = await WaitTogetherAsync(leaving, first, waiting, second, going.Token);

        await going.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.False(stays.IsCompleted);
        second.Admit();
        var result = await stays;
        Assert.Equal((Version, waiting), (result!.Version, result.Entry.Key.Coding));
    }

    /// <summary>Otherwise a request would wait in the queue of whoever asked first.</summary>
    [Theory, MemberData(nameof(Codings))]
    public async Task Request_AdmittedBeforeTheOneThatAskedFirst_LetsTheComputationRunForBoth(ContentCoding asked, ContentCoding joined)
    {
        using var first = new Queue();
        using var second = new Queue();
        var (waiting, joining) = await WaitTogetherAsync(asked, first, joined, second);

        second.Admit();

        Assert.Equal(joined, (await joining)!.Entry.Key.Coding);
        Assert.Equal(asked, (await waiting)!.Entry.Key.Coding);
        await first.Left;
        Assert.Equal((0, 1), (first.Ended, second.Ended));
    }

    [Theory, MemberData(nameof(Codings))]
    public async Task Request_RefusedAdmission_IsRefusedAlone(ContentCoding asked, ContentCoding joined)
    {
        using var first = new Queue();
        using var second = new Queue();
        var (refused, joining) = await WaitTogetherAsync(asked, first, joined, second);

        first.Refuse();

        await Assert.ThrowsAsync<TimeoutException>(() => refused);
        Assert.False(joining.IsCompleted);
        second.Admit();
        Assert.Equal(Version, (await joining)!.Version);
        Assert.Equal(asked, (await GetAsync(asked, _ => new(default(IDisposable))))!.Entry.Key.Coding);
    }

    /// <summary>A form that nobody waits for any more must not keep those who ask for it later in the queue of another.</summary>
    [Fact]
    public async Task Request_ForAFormThatOthersLeft_TakesAPlaceOfItsOwn()
    {
        using var first = new Queue();
        using var second = new Queue();
        using var going = new CancellationTokenSource();
        var gone = GetAsync(ContentCoding.Gzip, first.EnterAsync, going.Token).AsTask();
        await first.Entered;
        var waiting = GetAsync(ContentCoding.Identity, second.EnterAsync).AsTask();
        await second.Entered;
        await going.CancelAsync();
        await first.Left;

        var last = await GetAsync(ContentCoding.Gzip, _ => new(default(IDisposable)));

        Assert.Equal(ContentCoding.Gzip, last!.Entry.Key.Coding);
        Assert.Equal(ContentCoding.Identity, (await waiting)!.Entry.Key.Coding);
        await second.Left;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
    }

    /// <summary>An admission serves all that is made of a computation.</summary>
    [Fact]
    public async Task Request_ForAnotherFormOfAnAdmittedComputation_TakesNoPlace()
    {
        var computing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var computed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = GetAsync(
            ContentCoding.Gzip,
            _ => new(default(IDisposable)),
            compute: async () =>
            {
                computing.SetResult();
                await computed.Task;
                return _test.Snapshot(Version.Page, PageVersion.Text);
            }).AsTask();
        await computing.Task;

        var second = GetAsync(ContentCoding.Identity, static _ => throw new InvalidOperationException("It takes a place.")).AsTask();
        computed.SetResult();

        Assert.Equal(ContentCoding.Identity, (await second)!.Entry.Key.Coding);
        await first;
    }

    public static TheoryData<ContentCoding, ContentCoding> Codings => new(
        (ContentCoding.Identity, ContentCoding.Identity),
        (ContentCoding.Gzip, ContentCoding.Gzip),
        (ContentCoding.Identity, ContentCoding.Gzip),
        (ContentCoding.Gzip, ContentCoding.Identity));

    /// <summary>Two requests for one part, each in a queue of its own.</summary>
    private async Task<(Task<CacheResult<PageVersion>?> First, Task<CacheResult<PageVersion>?> Second)> WaitTogetherAsync(
        ContentCoding asked, Queue first, ContentCoding joined, Queue second, CancellationToken? going = null)
    {
        var one = GetAsync(asked, first.EnterAsync, going).AsTask();
        await first.Entered;
        var other = GetAsync(joined, second.EnterAsync).AsTask();
        await second.Entered;
        return (one, other);
    }

    private ValueTask<CacheResult<PageVersion>?> GetAsync(
        ContentCoding coding,
        Func<CancellationToken, ValueTask<IDisposable?>> enter,
        CancellationToken? cancellation = null,
        Func<Task<Computed<PageVersion>?>>? compute = null) => _test.Cache.GetAsync(
        Version,
        new CacheRequest<PageVersion>(
            PageVersion.Text,
            coding,
            compute ?? (() => Task.FromResult<Computed<PageVersion>?>(_test.Snapshot(Version.Page, PageVersion.Text))),
            enter),
        cancellation ?? Cancellation);

    private sealed class Admission : IDisposable
    {
        internal int Ended { get; private set; }

        public void Dispose() => Ended++;
    }

    /// <summary>A queue of one request, which waits until the test decides.</summary>
    private sealed class Queue : IDisposable
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<IDisposable?> _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        internal Task Entered => _entered.Task;

        /// <summary>Ends when the request has given its place up.</summary>
        internal Task Left => _left.Task;

        internal int Ended { get; private set; }

        internal void Admit() => _admitted.SetResult(this);

        public void Dispose() => Ended++;

        internal void Refuse() => _admitted.SetException(new TimeoutException("It waited for too long."));

        internal async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken)
        {
            _entered.SetResult();
            try
            {
                return await _admitted.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _left.SetResult();
                throw;
            }
        }
    }
}
