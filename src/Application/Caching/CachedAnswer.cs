using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;

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
/// <param name="Provenance">Null until the cache has seen it.</param>
public sealed record PushAnswer(PushHead Head, ReadOnlyMemory<byte> Bytes, AnswerProvenance? Provenance)
{
    /// <summary>What a handler returns: <paramref name="head"/> is the one its snapshot saw.</summary>
    internal static PushAnswer Computed(PushHead head, ReadOnlyMemory<byte> bytes) => new(head, bytes, null);
}
