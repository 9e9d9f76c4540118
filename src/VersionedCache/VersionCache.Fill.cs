using System.Collections.Concurrent;

namespace VersionedCache;

/// <content>
/// Misses. One flight at a time makes a form, and one computes the plain bytes that all forms are made from. A flight that a request
/// joins may be for an earlier version; then the request joins or starts the next one, with all others that wait. So a flood of versions
/// is not a flood of flights.
/// </content>
public sealed partial class VersionCache<TVersion, TSubject>
{
    /// <summary>By the form that is made; without a form, the computation.</summary>
    private readonly SingleFlight<(TSubject, CachePart, ContentCoding?), CacheResult<TVersion>?> _flights = new();

    /// <summary>Computed bytes until their forms are stored: whoever asks meanwhile need not compute them again.</summary>
    private readonly ConcurrentDictionary<(TSubject, CachePart), CacheResult<TVersion>> _computed = new();

    /// <summary>For the computations, whatever forms are made of them.</summary>
    private readonly SharedAdmissions<(TSubject, CachePart)> _admissions = new();

    private async Task<CacheResult<TVersion>?> FillAsync(TVersion version, CacheRequest<TVersion> request, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Find(version, request.Part, request.Coding) is { } entry) return new CacheResult<TVersion>(entry, CacheOutcome.Hit);
            using var held = Hold(version, request);
            var refusal = held?.Admission.TakePlace(request.Enter!, cancellationToken);
            var (flight, started) = _flights.JoinOrStart((version.Subject, request.Part, request.Coding), () => MakeAsync(version, request));
            try
            {
                var result = await WaitAsync(flight, refusal, cancellationToken);
                if (Serves(result, version, started)) return result;
            }
            catch (OperationCanceledException) when (!started && !cancellationToken.IsCancellationRequested)
            {
                // All others that waited have gone or were refused before they were admitted: this request starts its own flight.
            }
        }
    }

    /// <param name="refusal">Of this request's own place; null if it needs none. Others may wait on.</param>
    private static async Task<CacheResult<TVersion>?> WaitAsync(Task<CacheResult<TVersion>?> flight, Task? refusal, CancellationToken cancellationToken)
    {
        if (refusal is null) return await flight.WaitAsync(cancellationToken);
        await Task.WhenAny(flight, refusal).WaitAsync(cancellationToken);
        if (refusal.IsFaulted && !flight.IsCompletedSuccessfully) await refusal;
        return await flight;
    }

    private async Task<CacheResult<TVersion>?> ComputeOnceAsync(TVersion version, CacheRequest<TVersion> request, SharedAdmission? admission)
    {
        while (true)
        {
            var (flight, started) = _flights.JoinOrStart((version.Subject, request.Part, null), () => ComputeAsync(version, request, admission));
            var result = await flight;
            if (Serves(result, version, started)) return result;
        }
    }

    /// <returns>Null if the request needs no admission.</returns>
    private SharedAdmissions<(TSubject, CachePart)>.Handle? Hold(TVersion version, CacheRequest<TVersion> request) =>
        request.Enter is null ? null : _admissions.Hold((version.Subject, request.Part));

    /// <summary>
    /// Whether a flight's result serves a request of this version. The flight of another may have been for an earlier version, whenever it
    /// began; the request's own began after its version was read, so what it says holds: that the subject is gone, or of another line.
    /// </summary>
    private static bool Serves(CacheResult<TVersion>? result, TVersion version, bool started)
    {
        if (result?.Version.IsAtLeast(version) is true) return true;
        if (started && result?.Version.IsComparableTo(version) is true)
            throw new InvalidOperationException($"A snapshot saw {result.Version}, after {version} was read.");
        return started;
    }

    private async Task<CacheResult<TVersion>?> ComputeAsync(TVersion version, CacheRequest<TVersion> request, SharedAdmission? admission)
    {

        // The computation before this one may have ended since memory was asked.
        var key = (version.Subject, request.Part);
        if (_computed.TryGetValue(key, out var known) && known.Version.Equals(version)) return known;
        if (FindPlain(version, request.Part) is { } plain) return plain;

        // It may have reached further than this version, too. Only the store can say that what it found still counts.
        if (known is not null || memory.HasLater(version, request.Part))
        {
            if (await versions.FindAsync(version, CancellationToken.None) is not { } current) return null;
            if (_computed.TryGetValue(key, out known) && known.Version.IsAtLeast(current)) return known;
            if (FindPlain(current, request.Part) is { } later) return later;
        }

        if (admission is not null) await admission.EnterAsync();
        if (await request.Compute() is not { } computed) return null;
        var (snapshot, part, bytes, lifetime, at) = computed;
        var entry = new CacheEntry<TVersion>(
            new(snapshot, part, ContentCoding.Identity), bytes, at, at + lifetime.TimeToLive, lifetime.IsLong, IsWarmed: false);
        var result = new CacheResult<TVersion>(entry, computed.Outcome, computed.Ending);
        if (snapshot.IsAtLeast(version)) _computed[key] = result; // Others are for this request alone, and it removes only what serves it.
        return result;
    }
}
