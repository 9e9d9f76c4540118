using System.Collections.Concurrent;
using GroupResults.Application.Monitoring;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;

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
    ServiceMetrics metrics) : IStoredAnswers
{
    /// <summary>The form that the shared cache holds: the one that most clients ask for, and a tenth of the plain bytes.</summary>
    private const ContentCoding SharedCoding = ContentCoding.Gzip;

    /// <summary>Shorter responses are sent as they are: they fit a packet or two.</summary>
    private const int MinEncodedBytes = 1024;

    private readonly SingleFlight<(PushKey, AnswerContent, ContentCoding), Filled?> _gate = new();

    /// <summary>
    /// Plain bytes that nobody asked for, while they are being compressed: whoever asks for them now need not compute them.
    /// </summary>
    private readonly ConcurrentDictionary<(PushKey, AnswerContent), Filled> _beingEncoded = new();

    private readonly SpareTime _spare = new(time);

    /// <summary>An entry, the head whose version it is of, and whether the storage had to be read for it.</summary>
    private sealed record Filled(PushHead Head, CachedAnswer Answer, CacheOutcome Outcome, Ending? Ending = null);

    /// <summary>What is asked for, and how to compute its plain bytes from one consistent snapshot; null where the push is gone.</summary>
    private sealed record Wanted(AnswerContent Content, Func<Task<ComputedAnswer?>> Compute);

    public PushAnswer? Find(PushHead head, AnswerContent content, ContentCoding coding) =>
        FindEntry(head, content, coding) is { } entry ? Answer(head, entry, CacheOutcome.Hit, isCounted: true) : null;

    /// <param name="compute">Computes the plain bytes from one consistent snapshot; null where the push is gone.</param>
    internal async Task<PushAnswer?> GetAsync(
        PushHead head, ICachedPushQuery query, Func<Task<ComputedAnswer?>> compute, CancellationToken cancellationToken)
    {
        var filled = await FindOrFillAsync(head, new Wanted(query.Content, compute), query.Coding, cancellationToken);
        return filled is null ? null : Answer(filled.Head, filled.Answer, filled.Outcome, query.IsCounted, filled.Ending);
    }

    /// <summary>
    /// Makes a stable push's answer lie ready in the form most clients ask for, for the stable time to live. Where this version's
    /// bytes are there already, they are kept longer instead of being computed.
    /// </summary>
    /// <returns>False where the push is active again or gone.</returns>
    internal async Task<bool> WarmAsync(
        PushHead head, AnswerContent content, Func<Task<ComputedAnswer?>> compute, CancellationToken cancellationToken)
    {
        var filled = await FindOrFillAsync(head, new Wanted(content, compute), SharedCoding, cancellationToken);
        if (filled is null) return false;
        var now = time.GetUtcNow();
        if (policy.At(filled.Head.LastActivityAt, now) is not PushStability.Stable) return false;
        foreach (var coding in Enum.GetValues<ContentCoding>())
        {
            var entry = memory.Peek(AnswerKey.For(filled.Head, content, coding)) ?? (coding is SharedCoding ? filled.Answer : null);
            if (entry is null) continue;
            var warmed = entry with { ExpiresAt = now + policy.StableTtl, Stability = PushStability.Stable, Warmed = true };
            memory.Store(warmed);
            if (coding is SharedCoding) await shared.StoreAsync(warmed, cancellationToken);
        }

        return true;
    }

    /// <summary>What is cached for the head's version in any form, without counting as a use.</summary>
    internal async Task<IReadOnlyList<CachedAnswer>> PeekAsync(PushHead head, AnswerContent content, CancellationToken cancellationToken)
    {
        List<CachedAnswer> found = [];
        foreach (var coding in Enum.GetValues<ContentCoding>())
        {
            if (memory.Peek(AnswerKey.For(head, content, coding)) is { } entry) found.Add(entry);
        }

        if (found.Count == 0 && await shared.FindAsync(AnswerKey.For(head, content, SharedCoding), cancellationToken) is { } remote)
            found.Add(remote);
        return found;
    }

    /// <summary>
    /// After a commit, with the push's first change in it: earlier versions will not be asked for again. Other instances drop theirs when
    /// their time or room is up.
    /// </summary>
    /// <param name="before">Where the push was before the commit.</param>
    internal void LetGoBefore(PushHead head, PushCursor before)
    {
        HashSet<AnswerKey> dead = [.. memory.DropBefore(head).Where(key => key.Coding is SharedCoding && IsShared(key.Content))];
        if (!shared.IsConfigured) return;

        // Another instance may have shared the version before; each version has its successor, so none is left out but
        // the responses, whose queries only that instance knows: their time runs out.
        if (before.Version > 0)
        {
            var previous = head with { Version = before.Version, Stamp = before.Stamp };
            foreach (var content in AnswerContent.Parts) dead.Add(AnswerKey.For(previous, content, SharedCoding));
        }

        foreach (var key in dead) _ = shared.RemoveAsync(key, CancellationToken.None);
    }

    private PushAnswer Answer(PushHead head, CachedAnswer answer, CacheOutcome outcome, bool isCounted, Ending? ending = null)
    {
        var now = time.GetUtcNow();
        var stability = policy.At(head.LastActivityAt, now);
        if (isCounted) metrics.CacheAnswered(outcome, stability, now - head.FirstSeenAt);
        return new PushAnswer(head, answer.Bytes)
        {
            Coding = answer.Key.Coding,
            Provenance = new AnswerProvenance(outcome, head.Version, answer.ExpiresAt, stability),
            Ending = ending,
        };
    }

    private CachedAnswer? FindEntry(PushHead head, AnswerContent content, ContentCoding coding)
    {
        if (memory.Find(AnswerKey.For(head, content, coding)) is { } entry) return entry;
        if (coding is ContentCoding.Identity || !content.IsResponse) return null;
        return memory.Find(AnswerKey.For(head, content, ContentCoding.Identity)) is { Bytes.Length: < MinEncodedBytes } plain ? plain : null;
    }

    private async Task<Filled?> FindOrFillAsync(
        PushHead head, Wanted wanted, ContentCoding coding, CancellationToken cancellationToken, bool askShared = true, bool keepPlain = true)
    {
        var waited = false;
        while (true)
        {
            if (FindEntry(head, wanted.Content, coding) is { } entry) return new Filled(head, entry, CacheOutcome.Hit);
            var (computation, started) = _gate.JoinOrStart(
                (head.Push, wanted.Content, coding), () => FillAsync(head.Push, wanted, coding, askShared, keepPlain));
            Filled? filled;
            try
            {
                filled = await computation.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (!started && !cancellationToken.IsCancellationRequested)
            {
                continue; // The request that started it has gone before its turn came.
            }

            if (filled is not null && filled.Head.Reaches(head)) return Kept(filled, coding, keepPlain);
            if (!started && !waited)
            {
                waited = true;
                continue; // It may have begun before this reader's head was written: the next one serves.
            }

            if (filled is null) return null; // Deleted since the head was read.
            if (!filled.Head.IsOfSameLine(head)) return filled; // Another line of versions since the head was read.
            throw new InvalidOperationException(
                $"A snapshot of {head.Push} saw version {filled.Head.Version}, after version {head.Version} was read.");
        }
    }

    /// <summary>Plain bytes are kept where somebody asked for them, also where another's computation brought them.</summary>
    private Filled Kept(Filled filled, ContentCoding coding, bool keepPlain)
    {
        if (coding is ContentCoding.Identity && keepPlain && memory.Peek(filled.Answer.Key) is null) memory.Store(filled.Answer);
        return filled;
    }

    private async Task<Filled?> FillAsync(PushKey push, Wanted wanted, ContentCoding coding, bool askShared, bool keepPlain)
    {
        // Read anew: the computation before this one may have reached further than the head its callers came with.
        var head = await heads.FindAsync(push, CancellationToken.None);
        if (head is null) return null;
        if (FindEntry(head, wanted.Content, coding) is { } entry) return new Filled(head, entry, CacheOutcome.Hit);
        IDisposable? turn = null;
        try
        {
            var inTurn = wanted with { Compute = ComputeAsync };
            return coding is ContentCoding.Identity
                ? await FillPlainAsync(head, inTurn, askShared, keepPlain)
                : await FillEncodedAsync(head, inTurn, coding);
        }
        finally
        {
            turn?.Dispose();
        }

        // The filling that was asked for keeps the turn, not the one within it: it compresses afterwards.
        async Task<ComputedAnswer?> ComputeAsync()
        {
            var computed = await wanted.Compute();
            turn = computed?.Turn;
            return computed is null ? null : computed with { Turn = null };
        }
    }

    private async Task<Filled?> FillPlainAsync(PushHead head, Wanted wanted, bool askShared, bool keepPlain)
    {
        if (_beingEncoded.TryGetValue((head.Push, wanted.Content), out var plain) && plain.Head.Reaches(head)) return plain;
        if (await DecodedAsync(head, wanted.Content, askShared) is { } decoded) return new Filled(head, decoded, CacheOutcome.Hit);

        var started = time.GetTimestamp();
        var computed = await wanted.Compute();
        if (computed is not { IsComputation: false }) metrics.Computed(time.GetElapsedTime(computed?.Started ?? started));
        if (computed is null) return null;

        var now = computed.At ?? time.GetUtcNow();
        var stability = policy.At(computed.Head.LastActivityAt, now);
        var answer = new CachedAnswer(
            AnswerKey.For(computed.Head, computed.Content, ContentCoding.Identity),
            computed.Bytes,
            now,
            now + policy.TimeToLive(computed.Head.LastActivityAt, now),
            stability,
            Warmed: false);
        var filled = new Filled(computed.Head, answer, computed.Outcome, computed.Ending);
        if (keepPlain || !IsEncoded(computed.Content, computed.Bytes)) memory.Store(answer);
        else _beingEncoded[(head.Push, wanted.Content)] = filled;

        // What stays for a day should stay in its smallest form, too; this happens behind the answer.
        if (keepPlain && (stability is PushStability.Stable || (shared.IsConfigured && IsShared(computed.Content)))) EncodeBehind(filled, wanted);
        return filled;
    }

    /// <summary>The plain bytes of this version, where a compressed form of them is at hand.</summary>
    private async Task<CachedAnswer?> DecodedAsync(PushHead head, AnswerContent content, bool askShared)
    {
        var key = AnswerKey.For(head, content, SharedCoding);
        var encoded = memory.Find(key) ?? memory.Find(key with { Coding = ContentCoding.Brotli });
        if (encoded is null)
        {
            if (askShared && IsShared(content)) encoded = await shared.FindAsync(key, CancellationToken.None);
            if (encoded is null) return null;
            memory.Store(encoded);
        }

        var plain = encoded with
        {
            Key = AnswerKey.For(head, content, ContentCoding.Identity),
            Bytes = Compression.Decode(encoded.Bytes, encoded.Key.Coding),
        };
        memory.Store(plain);
        return plain;
    }

    private async Task<Filled?> FillEncodedAsync(PushHead head, Wanted wanted, ContentCoding coding)
    {
        if (coding is SharedCoding && IsShared(wanted.Content) && await shared.FindAsync(AnswerKey.For(head, wanted.Content, coding), CancellationToken.None) is { } remote)
        {
            memory.Store(remote);
            return new Filled(head, remote, CacheOutcome.Hit);
        }

        Filled? plain = null;
        try
        {
            // The shared cache has been asked for these very bytes: a slow one must not cost its time-out twice.
            plain = await FindOrFillAsync(
                head, wanted, ContentCoding.Identity, CancellationToken.None, askShared: coding is not SharedCoding, keepPlain: false);
            return plain is null ? null : Encode(plain, coding);
        }
        finally
        {
            // Another form of a later version may have its bytes here by now.
            if (plain is null) _beingEncoded.TryRemove((head.Push, wanted.Content), out _);
            else _beingEncoded.TryRemove(new((head.Push, wanted.Content), plain));
        }
    }

    /// <summary>An active push's responses would stay in the shared cache with every version: only who made them knows their keys.</summary>
    private static bool IsShared(AnswerContent content) => !content.IsActiveResponse;

    private static bool IsEncoded(AnswerContent content, ReadOnlyMemory<byte> plain) => !content.IsResponse || plain.Length >= MinEncodedBytes;

    private Filled Encode(Filled plain, ContentCoding coding)
    {
        var (key, bytes) = (plain.Answer.Key, plain.Answer.Bytes);
        if (!IsEncoded(key.Content, bytes)) return plain;
        byte[] encoded;
        Ending? ending = null;
        if (plain.Ending is not null && coding is ContentCoding.Gzip) (encoded, ending) = Compression.EncodeGzip(bytes.Span, plain.Ending);
        else encoded = Compression.Encode(bytes.Span, coding);
        var answer = plain.Answer with { Key = key with { Coding = coding }, Bytes = encoded };
        memory.Store(answer);
        if (coding is SharedCoding && IsShared(key.Content)) _ = shared.StoreAsync(answer, CancellationToken.None);
        return new Filled(plain.Head, answer, plain.Outcome, ending);
    }

    /// <summary>
    /// Compresses behind the answer to a request for plain bytes. Where a request for the compressed form waits for these
    /// very bytes, it does so itself.
    /// </summary>
    private void EncodeBehind(Filled plain, Wanted wanted)
    {
        IDisposable? turn = null;
        if (wanted.Content.IsResponse)
        {
            // One client can have as many of them made as it can write queries, and compressing takes the longest.
            if (!IsEncoded(wanted.Content, plain.Answer.Bytes)) return;
            turn = _spare.TryBegin();
            if (turn is null) return;
        }

        var (_, started) = _gate.JoinOrStart((plain.Head.Push, wanted.Content, SharedCoding), EncodeAsync);
        if (!started) turn?.Dispose();

        Task<Filled?> EncodeAsync()
        {
            using (turn) return Task.FromResult<Filled?>(Encode(plain, SharedCoding));
        }
    }
}
