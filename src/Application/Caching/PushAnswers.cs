using GroupResults.Application.Monitoring;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;

namespace GroupResults.Application.Caching;

/// <summary>
/// The freshness protocol. A reader brings the head it read from the database; it gets bytes of exactly that version,
/// or of a later one that a snapshot saw in the meantime. Memory is asked first, then the shared cache, then the
/// storage; what is found is kept under the version it is of. Clocks, times to live and lost entries decide only how
/// often something is computed.
/// </summary>
internal sealed class PushAnswers(
    IPushHeads heads,
    IAnswerCache memory,
    ISharedAnswerCache shared,
    StabilityPolicy policy,
    TimeProvider time,
    ServiceMetrics metrics)
{
    /// <summary>The form that the shared cache holds: the one that most clients ask for, and a tenth of the plain bytes.</summary>
    private const ContentCoding SharedCoding = ContentCoding.Gzip;

    private readonly ComputationGate<(PushKey, AnswerKind, ContentCoding), Filled?> _gate = new();

    /// <summary>An entry, the head whose version it is of, and whether the storage had to be read for it.</summary>
    private sealed record Filled(PushHead Head, CachedAnswer Answer, CacheOutcome Outcome);

    /// <param name="compute">Computes the plain bytes from one consistent snapshot; null where the push is gone.</param>
    internal async Task<PushAnswer?> GetAsync(
        PushHead head, AnswerKind kind, ContentCoding coding, Func<Task<PushAnswer?>> compute, CancellationToken cancellationToken)
    {
        var filled = await FindOrFillAsync(head, kind, coding, compute, cancellationToken);
        if (filled is null) return null;
        var now = time.GetUtcNow();
        var stability = policy.At(filled.Head.LastActivityAt, now);
        metrics.CacheAnswered(filled.Outcome, stability, now - filled.Head.FirstSeenAt);
        var provenance = new AnswerProvenance(filled.Outcome, filled.Head.Version, filled.Answer.ExpiresAt, stability);
        return new PushAnswer(filled.Head, filled.Answer.Bytes, provenance);
    }

    /// <summary>
    /// Makes a stable push's answer lie ready in the form most clients ask for, for the stable time to live. Where this version's
    /// bytes are there already, they are kept longer instead of being computed.
    /// </summary>
    /// <returns>False where the push is active again or gone.</returns>
    internal async Task<bool> WarmAsync(
        PushHead head, AnswerKind kind, Func<Task<PushAnswer?>> compute, CancellationToken cancellationToken)
    {
        var filled = await FindOrFillAsync(head, kind, SharedCoding, compute, cancellationToken);
        if (filled is null) return false;
        var now = time.GetUtcNow();
        if (policy.At(filled.Head.LastActivityAt, now) is not PushStability.Stable) return false;
        foreach (var coding in Enum.GetValues<ContentCoding>())
        {
            var entry = memory.Peek(AnswerKey.For(filled.Head, kind, coding)) ?? (coding is SharedCoding ? filled.Answer : null);
            if (entry is null) continue;
            var warmed = entry with { ExpiresAt = now + policy.StableTtl, Stability = PushStability.Stable, Warmed = true };
            memory.Store(warmed);
            if (coding is SharedCoding) await shared.StoreAsync(warmed, cancellationToken);
        }

        return true;
    }

    /// <summary>What is cached for the head's version in any form, without counting as a use.</summary>
    internal async Task<IReadOnlyList<CachedAnswer>> PeekAsync(PushHead head, AnswerKind kind, CancellationToken cancellationToken)
    {
        List<CachedAnswer> found = [];
        foreach (var coding in Enum.GetValues<ContentCoding>())
        {
            if (memory.Peek(AnswerKey.For(head, kind, coding)) is { } entry) found.Add(entry);
        }

        if (found.Count == 0 && await shared.FindAsync(AnswerKey.For(head, kind, SharedCoding), cancellationToken) is { } remote)
            found.Add(remote);
        return found;
    }

    /// <summary>
    /// After a commit: earlier versions will not be asked for again. Other instances drop theirs when they store a newer
    /// one, or when their time or room is up.
    /// </summary>
    internal void LetGoBefore(PushHead head)
    {
        HashSet<AnswerKey> dead = [.. memory.DropBefore(head).Where(key => key.Coding is SharedCoding)];
        if (!shared.IsConfigured) return;

        // Another instance may have shared the version before; each version has its successor, so none is left out.
        if (head.Version > 1)
        {
            var previous = head with { Version = head.Version - 1 };
            foreach (var kind in Enum.GetValues<AnswerKind>()) dead.Add(AnswerKey.For(previous, kind, SharedCoding));
        }

        foreach (var key in dead) _ = shared.RemoveAsync(key, CancellationToken.None);
    }

    private async Task<Filled?> FindOrFillAsync(
        PushHead head,
        AnswerKind kind,
        ContentCoding coding,
        Func<Task<PushAnswer?>> compute,
        CancellationToken cancellationToken,
        bool askShared = true)
    {
        while (true)
        {
            if (memory.Find(AnswerKey.For(head, kind, coding)) is { } entry) return new Filled(head, entry, CacheOutcome.Hit);
            var (computation, started) = _gate.JoinOrStart(
                (head.Push, kind, coding), () => FillAsync(head.Push, kind, coding, compute, askShared));
            var filled = await computation.WaitAsync(cancellationToken);
            if (filled is not null && filled.Head.Reaches(head)) return filled;
            if (!started) continue; // It began before this reader's head was written: the next one serves.
            if (filled is null) return null; // Deleted since the head was read.
            if (filled.Head.Incarnation != head.Incarnation) return filled; // Made anew since the head was read.
            throw new InvalidOperationException(
                $"A snapshot of {head.Push} saw version {filled.Head.Version}, after version {head.Version} was read.");
        }
    }

    private async Task<Filled?> FillAsync(
        PushKey push, AnswerKind kind, ContentCoding coding, Func<Task<PushAnswer?>> compute, bool askShared)
    {
        // Read anew: the computation before this one may have reached further than the head its callers came with.
        var head = await heads.FindAsync(push, CancellationToken.None);
        if (head is null) return null;
        if (memory.Find(AnswerKey.For(head, kind, coding)) is { } entry) return new Filled(head, entry, CacheOutcome.Hit);
        return coding is ContentCoding.Identity
            ? await FillPlainAsync(head, kind, compute, askShared)
            : await FillEncodedAsync(head, kind, coding, compute);
    }

    private async Task<Filled?> FillPlainAsync(PushHead head, AnswerKind kind, Func<Task<PushAnswer?>> compute, bool askShared)
    {
        if (await DecodedAsync(head, kind, askShared) is { } decoded) return new Filled(head, decoded, CacheOutcome.Hit);

        var started = time.GetTimestamp();
        var computed = await compute();
        metrics.Computed(time.GetElapsedTime(started));
        if (computed is null) return null;

        var now = time.GetUtcNow();
        var stability = policy.At(computed.Head.LastActivityAt, now);
        var answer = new CachedAnswer(
            AnswerKey.For(computed.Head, kind, ContentCoding.Identity),
            computed.Bytes,
            now,
            now + policy.TimeToLive(computed.Head.LastActivityAt, now),
            stability,
            Warmed: false);
        memory.Store(answer);
        var filled = new Filled(computed.Head, answer, CacheOutcome.Miss);
        if (shared.IsConfigured) Share(filled, kind);
        return filled;
    }

    /// <summary>The plain bytes of this version, where a compressed form of them is at hand.</summary>
    private async Task<CachedAnswer?> DecodedAsync(PushHead head, AnswerKind kind, bool askShared)
    {
        var key = AnswerKey.For(head, kind, SharedCoding);
        var encoded = memory.Find(key);
        if (encoded is null)
        {
            if (askShared) encoded = await shared.FindAsync(key, CancellationToken.None);
            if (encoded is null) return null;
            memory.Store(encoded);
        }

        var plain = encoded with
        {
            Key = AnswerKey.For(head, kind, ContentCoding.Identity),
            Bytes = Compression.Decode(encoded.Bytes, SharedCoding),
        };
        memory.Store(plain);
        return plain;
    }

    private async Task<Filled?> FillEncodedAsync(PushHead head, AnswerKind kind, ContentCoding coding, Func<Task<PushAnswer?>> compute)
    {
        if (coding is SharedCoding && await shared.FindAsync(AnswerKey.For(head, kind, coding), CancellationToken.None) is { } remote)
        {
            memory.Store(remote);
            return new Filled(head, remote, CacheOutcome.Hit);
        }

        // The shared cache has been asked for these very bytes: a slow one must not cost its time-out twice.
        var plain = await FindOrFillAsync(
            head, kind, ContentCoding.Identity, compute, CancellationToken.None, askShared: coding is not SharedCoding);
        return plain is null ? null : Encode(plain, kind, coding);
    }

    private Filled Encode(Filled plain, AnswerKind kind, ContentCoding coding)
    {
        var encoded = plain.Answer with
        {
            Key = AnswerKey.For(plain.Head, kind, coding),
            Bytes = Compression.Encode(plain.Answer.Bytes.Span, coding),
        };
        memory.Store(encoded);
        if (coding is SharedCoding) _ = shared.StoreAsync(encoded, CancellationToken.None);
        return new Filled(plain.Head, encoded, plain.Outcome);
    }

    /// <summary>
    /// Fills the shared cache behind the answer to a request for plain bytes. Where a request for the compressed form waits
    /// for these very bytes, it does so itself.
    /// </summary>
    private void Share(Filled plain, AnswerKind kind) => _ = _gate.JoinOrStart(
        (plain.Head.Push, kind, SharedCoding), () => Task.FromResult<Filled?>(Encode(plain, kind, SharedCoding)));
}
