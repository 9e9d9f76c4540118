using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>An answer's bytes as a cache holds them.</summary>
/// <param name="Stability">The push's, when the answer was stored: it decided the time to live.</param>
/// <param name="Warmed">Whether a warm-up made it or vouched for it.</param>
public sealed record CachedAnswer(
    AnswerKey Key,
    ReadOnlyMemory<byte> Bytes,
    DateTimeOffset StoredAt,
    DateTimeOffset ExpiresAt,
    PushStability Stability,
    bool Warmed);

public enum CacheOutcome
{
    /// <summary>The bytes were there.</summary>
    Hit,

    /// <summary>They had to be computed from the storage, by this request or by one that it waited for.</summary>
    Miss,
}

/// <summary>How the cache came to an answer.</summary>
/// <param name="ExpiresAt">When the entry that serves the answer expires.</param>
/// <param name="Stability">The push's, when the answer was read.</param>
public sealed record AnswerProvenance(CacheOutcome Outcome, long Version, DateTimeOffset ExpiresAt, PushStability Stability);

/// <summary>An answer and the head it is right for.</summary>
public sealed record PushAnswer(PushHead Head, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Of the bytes: the one asked for, or none where a response is too short to be worth it.</summary>
    public ContentCoding Coding { get; init; }

    /// <summary>Null until the cache has seen it.</summary>
    public AnswerProvenance? Provenance { get; init; }

    /// <summary>Where a miss reads something else at the end than a hit.</summary>
    public Ending? Ending { get; init; }

    /// <summary>What the handler gave to the cache.</summary>
    internal ComputedAnswer? Computed { get; private init; }

    internal static PushAnswer Of(ComputedAnswer computed) => new(computed.Head, computed.Bytes) { Computed = computed };
}

/// <summary>What is computed on a miss: plain bytes, and the head that the one snapshot behind them saw.</summary>
/// <param name="Content">What to keep them as.</param>
public sealed record ComputedAnswer(PushHead Head, AnswerContent Content, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>When it was computed, where the bytes say so; else that is when they are stored.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>A hit where it was put together from what the cache had.</summary>
    public CacheOutcome Outcome { get; init; } = CacheOutcome.Miss;

    /// <summary>False where what was read from the storage for it has been counted as a computation already.</summary>
    public bool IsComputation { get; init; } = true;

    /// <summary>What those read who wait for it, where a hit is to read something else.</summary>
    public Ending? Ending { get; init; }

    /// <summary>The timestamp of the service's clock when the computation began, where it had to wait for its turn.</summary>
    public long? Started { get; init; }

    /// <summary>Disposed of when the answer has the form that was asked for.</summary>
    public IDisposable? Turn { get; init; }
}
