namespace VersionedCache;

/// <content>
/// The forms of a version's bytes, each made when it is first asked for. A form that is at hand is decoded before anything is computed.
/// </content>
public sealed partial class VersionCache<TVersion, TSubject>
{
    private readonly SpareTime _spare = new(time);

    private async Task<CacheResult<TVersion>?> MakeAsync(TVersion version, CacheRequest<TVersion> request)
    {
        using var held = Hold(version, request); // Until the form is made: compressing takes as long as computing.
        var (part, coding) = (request.Part, request.Coding);
        if (coding is SharedCoding && await FindSharedAsync(version, part) is { } remote) return new CacheResult<TVersion>(remote, CacheOutcome.Hit);
        CacheResult<TVersion>? computed = null;
        try
        {
            if (FindPlain(version, part) is { } plain) return Store(plain, coding);
            if (coding is not SharedCoding && await FindSharedAsync(version, part) is { } encoded) return Store(Decode(encoded), coding);
            computed = await ComputeOnceAsync(version, request, held?.Admission);
            if (computed is null) return null;
            var stored = Store(computed, coding);
            if (coding is ContentCoding.Identity) EncodeBehind(computed, part);
            return stored;
        }
        finally
        {
            if (computed is not null) _computed.TryRemove(new((version.Subject, part), computed));
        }
    }

    /// <summary>Plain bytes of this version, if memory has any form of them.</summary>
    private CacheResult<TVersion>? FindPlain(TVersion version, CachePart part)
    {
        if (memory.Find(new(version, part, ContentCoding.Identity)) is { } plain) return new CacheResult<TVersion>(plain, CacheOutcome.Hit);
        var encoded = memory.Find(new(version, part, ContentCoding.Gzip)) ?? memory.Find(new(version, part, ContentCoding.Brotli));
        return encoded is null ? null : Decode(encoded);
    }

    private static CacheResult<TVersion> Decode(CacheEntry<TVersion> encoded) => new(
        encoded with
        {
            Key = encoded.Key with { Coding = ContentCoding.Identity },
            Bytes = Compression.Decode(encoded.Bytes, encoded.Key.Coding),
        },
        CacheOutcome.Hit);

    private async Task<CacheEntry<TVersion>?> FindSharedAsync(TVersion version, CachePart part)
    {
        if (!part.IsShared || await shared.FindAsync(new(version, part, SharedCoding), CancellationToken.None) is not { } entry) return null;
        memory.Store(entry);
        return entry;
    }

    /// <summary>Stores plain bytes in the form that was asked for.</summary>
    private CacheResult<TVersion> Store(CacheResult<TVersion> plain, ContentCoding coding)
    {
        var result = coding is ContentCoding.Identity || !IsEncoded(plain.Entry) ? plain : Encode(plain, coding);
        memory.Store(result.Entry);
        if (result.Entry.Key is { Coding: SharedCoding, Part.IsShared: true }) _ = shared.StoreAsync(result.Entry, CancellationToken.None);
        return result;
    }

    private static bool IsEncoded(CacheEntry<TVersion> plain) => !plain.Key.Part.IsUnbounded || plain.Bytes.Length >= MinEncodedBytes;

    private static CacheResult<TVersion> Encode(CacheResult<TVersion> plain, ContentCoding coding)
    {
        var bytes = plain.Entry.Bytes.Span;
        var (encoded, ending) = plain.Ending is { } other && coding is ContentCoding.Gzip
            ? Compression.EncodeGzip(bytes, other)
            : (Compression.Encode(bytes, coding), null);
        return new CacheResult<TVersion>(
            plain.Entry with { Key = plain.Entry.Key with { Coding = coding }, Bytes = encoded }, plain.Outcome, ending);
    }

    /// <summary>
    /// Compresses behind the answer to a request for plain bytes: what stays for long should stay in its smallest form, and other processes
    /// find only that. A request for the compressed form that comes meanwhile joins.
    /// </summary>
    private void EncodeBehind(CacheResult<TVersion> plain, CachePart part)
    {
        var key = plain.Entry.Key;
        if (!IsEncoded(plain.Entry) || !(plain.Entry.IsLongLived || (shared.IsConfigured && key.Part.IsShared))) return;

        // One client can have as many unbounded parts made as it can write queries, and compressing takes the longest.
        var turn = key.Part.IsUnbounded ? _spare.TryBegin() : null;
        if (key.Part.IsUnbounded && turn is null) return;
        var (_, started) = _flights.JoinOrStart((key.Version.Subject, part, SharedCoding), () =>
        {
            using (turn) return Task.FromResult<CacheResult<TVersion>?>(Store(plain, SharedCoding));
        });
        if (!started) turn?.Dispose();
    }
}
