using System.Collections.Concurrent;

namespace VersionedCache;

/// <content>
/// Misses. One flight at a time makes a form, and one computes the plain bytes that all forms are made from. A flight that a request
/// joins may have begun before its version was written; then the next one serves it, with all others that wait. So a flood of versions
/// is not a flood of flights.
/// </content>
public sealed partial class VersionCache<TVersion, TSubject>
{
    /// <summary>By the form that is made; without a form, the computation.</summary>
    private readonly SingleFlight<(TSubject, CachePart, ContentCoding?), CacheResult<TVersion>?> _flights = new();

    /// <summary>Computed bytes until their forms are stored: whoever asks meanwhile need not compute them again.</summary>
    private readonly ConcurrentDictionary<(TSubject, CachePart), CacheResult<TVersion>> _computed = new();

    private async Task<CacheResult<TVersion>?> FillAsync(TVersion version, CacheRequest<TVersion> request, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (Find(version, request.Part, request.Coding) is { } entry) return new CacheResult<TVersion>(entry, CacheOutcome.Hit);
            var (result, isTooOld) = await FlyAsync(version, request.Part, request.Coding, () => MakeAsync(version, request), cancellationToken);
            if (!isTooOld || !isFirst) return Checked(result, version);
        }
    }

    private async Task<CacheResult<TVersion>?> ComputeOnceAsync(TVersion version, CacheRequest<TVersion> request, Admission admission)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (_computed.TryGetValue((version.Subject, request.Part), out var computed) && computed.Version.IsAtLeast(version)) return computed;
            var (result, isTooOld) = await FlyAsync(
                version, request.Part, form: null, () => ComputeAsync(version, request, admission), CancellationToken.None);
            if (!isTooOld || !isFirst) return Checked(result, version);
        }
    }

    /// <returns>What the flight brought, and whether it may have begun before the version was written.</returns>
    private async Task<(CacheResult<TVersion>? Result, bool IsTooOld)> FlyAsync(
        TVersion version, CachePart part, ContentCoding? form, Func<Task<CacheResult<TVersion>?>> fly, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (flight, started) = _flights.JoinOrStart((version.Subject, part, form), fly);
            try
            {
                var result = await flight.WaitAsync(cancellationToken);
                return (result, !started && result?.Version.IsAtLeast(version) is not true);
            }
            catch (OperationCanceledException) when (!started && !cancellationToken.IsCancellationRequested)
            {
                // The request that started it has gone before it was admitted: this one starts its own.
            }
        }
    }

    /// <param name="result">Of a flight that began after <paramref name="version"/> was read; null if it found the subject gone.</param>
    private static CacheResult<TVersion>? Checked(CacheResult<TVersion>? result, TVersion version) =>
        result is null || result.Version.IsAtLeast(version) || !result.Version.IsComparableTo(version)
            ? result
            : throw new InvalidOperationException($"A snapshot saw {result.Version}, after {version} was read.");

    private async Task<CacheResult<TVersion>?> ComputeAsync(TVersion version, CacheRequest<TVersion> request, Admission admission)
    {
        // The computation before this one may have reached further than this version. Only the store can say that what it found still counts.
        if (_computed.ContainsKey((version.Subject, request.Part)) || memory.HasLater(version, request.Part))
        {
            if (await versions.FindAsync(version.Subject, CancellationToken.None) is not { } current) return null;
            if (_computed.TryGetValue((version.Subject, request.Part), out var known) && known.Version.IsAtLeast(current)) return known;
            if (await FindPlainAsync(current, request.Part, wanted: null) is { } plain) return plain;
        }

        await admission.EnterAsync();
        if (await request.Compute() is not { } computed) return null;
        var (snapshot, part, bytes, lifetime, at) = computed;
        var entry = new CacheEntry<TVersion>(
            new(snapshot, part, ContentCoding.Identity), bytes, at, at + lifetime.TimeToLive, lifetime.IsLong, IsWarmed: false);
        return _computed[(version.Subject, request.Part)] = new CacheResult<TVersion>(entry, computed.Outcome, computed.Ending);
    }

    /// <summary>Held until the form that was asked for is made: compressing takes as long as computing.</summary>
    private sealed class Admission(Func<ValueTask<IDisposable?>>? enter) : IDisposable
    {
        private IDisposable? _held;

        internal async ValueTask EnterAsync()
        {
            if (enter is not null) _held = await enter();
        }

        public void Dispose() => _held?.Dispose();
    }
}
