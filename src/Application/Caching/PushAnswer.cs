using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>An answer and the head it is right for.</summary>
public sealed record PushAnswer(PushHead Head, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>
    /// The key that the bytes are stored under; null for an answer without bytes. Its coding is the one that was asked for, or none if a
    /// response is too short to be worth it.
    /// </summary>
    public CacheKey<PushVersion>? Key { get; init; }

    /// <summary>How the cache came to it; null for an answer without bytes.</summary>
    public AnswerProvenance? Provenance { get; init; }

    /// <summary>Replaces the end of the bytes for a request that waited for them.</summary>
    public Ending? Ending { get; init; }

    /// <summary>The client has the answer already. There are no bytes.</summary>
    public bool IsNotModified { get; init; }

    /// <summary>Set by the handler that computed it, for the cache.</summary>
    internal ComputedAnswer? Computed { get; private init; }

    public static PushAnswer Of(ComputedAnswer computed)
    {
        ArgumentNullException.ThrowIfNull(computed);
        return new PushAnswer(computed.Head, computed.Bytes) { Computed = computed };
    }
}

/// <summary>How the cache came to an answer.</summary>
/// <param name="ExpiresAt">When the entry that serves the answer expires.</param>
/// <param name="Stability">The push's stability when the answer was read.</param>
public sealed record AnswerProvenance(CacheOutcome Outcome, long Version, DateTimeOffset ExpiresAt, PushStability Stability);

/// <summary>What a handler computes: plain bytes, and the head that the one snapshot behind them saw.</summary>
public sealed record ComputedAnswer(PushHead Head, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>When it was computed, if the bytes say so; else the moment at which they are stored.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>A hit if it was put together from what the cache had.</summary>
    public CacheOutcome Outcome { get; init; } = CacheOutcome.Miss;

    /// <summary>False if other answers read for it what it needed from the storage, and counted that.</summary>
    public bool ReadsStorage { get; init; } = true;

    /// <summary>Replaces the end of the bytes for the requests that waited.</summary>
    public Ending? Ending { get; init; }
}
