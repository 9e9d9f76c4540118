namespace VersionedCache;

public enum CacheOutcome
{
    /// <summary>The bytes were there.</summary>
    Hit,

    /// <summary>They had to be computed from the store, by this request or by one that it waited for.</summary>
    Miss,
}

/// <summary>What is asked of the cache.</summary>
/// <param name="Compute">
/// Computes the part's plain bytes from one consistent snapshot; null if the subject is gone. It runs independently of the request
/// that brought it and serves all that wait. If it throws, nothing is kept and all that wait get the exception. If it is cancelled,
/// another request that waits runs its own.
/// </param>
/// <param name="Enter">
/// Waits for admission before <paramref name="Compute"/> runs. What it returns is disposed of when the form that was asked for is made.
/// Each request that waits for a computation waits for its own admission, and the first that is admitted lets it run. A request whose
/// admission is refused gets the exception; the others wait on.
/// </param>
public sealed record CacheRequest<TVersion>(
    CachePart Part, ContentCoding Coding, Func<Task<Computed<TVersion>?>> Compute, Func<CancellationToken, ValueTask<IDisposable?>>? Enter = null)
    where TVersion : struct;

/// <summary>What was computed on a miss.</summary>
/// <param name="Version">The version that the snapshot saw.</param>
/// <param name="Part">What to keep the bytes as.</param>
/// <param name="Lifetime">How long to keep them, from <paramref name="At"/>.</param>
/// <param name="At">The moment that the bytes are of.</param>
public sealed record Computed<TVersion>(
    TVersion Version, CachePart Part, ReadOnlyMemory<byte> Bytes, Lifetime Lifetime, DateTimeOffset At)
    where TVersion : struct
{
    /// <summary>A hit if the bytes were put together from what the cache had.</summary>
    public CacheOutcome Outcome { get; init; } = CacheOutcome.Miss;

    /// <summary>Replaces the end of the bytes for the requests that waited, where later ones read something else.</summary>
    public Ending? Ending { get; init; }
}

/// <summary>An entry, and how the cache came to it.</summary>
/// <param name="Ending">Replaces the end of the entry's bytes for this request.</param>
public sealed record CacheResult<TVersion>(CacheEntry<TVersion> Entry, CacheOutcome Outcome, Ending? Ending = null)
    where TVersion : struct
{
    public TVersion Version => Entry.Key.Version;
}
