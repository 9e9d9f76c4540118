namespace VersionedCache;

/// <summary>
/// One version of a subject, as it was read from the store. Invariant: equal versions have equal contents, for good and in every
/// process that shares a cache. A store may have versions of several kinds, such as of everything and of a part that changes more
/// seldom; a part is asked for and kept by versions of one kind.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
/// <typeparam name="TSubject">Names what has versions.</typeparam>
/// <remarks><see cref="object.ToString"/> gives the version's part of a key, unique among all that share a second level.</remarks>
public interface IVersion<TSelf, out TSubject> : IEquatable<TSelf>
    where TSelf : struct, IVersion<TSelf, TSubject>
    where TSubject : notnull
{
    TSubject Subject { get; }

    /// <summary>
    /// Whether contents of this version hold all that <paramref name="other"/> promises of what this version is of. False where the two
    /// have no order.
    /// </summary>
    bool IsAtLeast(TSelf other);

    /// <summary>Whether the two have an order.</summary>
    bool IsComparableTo(TSelf other);
}

/// <summary>Reads versions from the store. Never cached: the read decides what is fresh.</summary>
public interface ICurrentVersions<TVersion>
    where TVersion : struct
{
    /// <param name="known">A version of the subject. The one that is found is of the same kind.</param>
    /// <returns>Null if the subject does not exist.</returns>
    ValueTask<TVersion?> FindAsync(TVersion known, CancellationToken cancellationToken);
}
