using GroupResults.Application.Caching;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Results;

/// <summary>What of a push a reader asks for beside its head.</summary>
[Flags]
public enum PushParts
{
    None = 0,
    ResultMap = 1,
    Counts = 2,

    /// <summary>The task runs and facts: the whole snapshot.</summary>
    TaskRuns = 4,
}

/// <summary>A push with the parts asked for, all of one version. Null where there is no such push.</summary>
/// <param name="Head">The head, where the caller has read or written it for this very request; else it is read.</param>
/// <param name="Purpose">Of the parts.</param>
public sealed record GetPush(PushKey Push, PushParts Parts, PushHead? Head = null, AnswerPurpose Purpose = AnswerPurpose.Answer) : IRequest<PushView?>
{
    /// <summary>The task runs that the caller needs; null for all.</summary>
    public TaskRunRange? Runs { get; init; }
}

/// <summary>Invariant: every part is of the version that <see cref="Head"/> names.</summary>
/// <param name="ResultMap">The result map's JSON, where asked for.</param>
/// <param name="Counts">Where asked for.</param>
/// <param name="Snapshot">Where the task runs were asked for, with at least those.</param>
/// <param name="Cache">How the cache answered, where it was asked.</param>
public sealed record PushView(
    PushHead Head,
    ReadOnlyMemory<byte>? ResultMap = null,
    ResultCounts? Counts = null,
    PushSnapshot? Snapshot = null,
    AnswerProvenance? Cache = null)
{
    /// <summary>The push as a snapshot has it, past the cache.</summary>
    public static PushView Of(PushSnapshot snapshot, PushParts parts)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!snapshot.IsWhole) throw new ArgumentException("The snapshot lacks task runs.", nameof(snapshot));
        return new PushView(
            snapshot.Head,
            parts.HasFlag(PushParts.ResultMap) ? (ReadOnlyMemory<byte>?)ResultMapWriter.Write(snapshot) : null,
            parts.HasFlag(PushParts.Counts) ? ResultCounts.Of(snapshot) : null,
            parts.HasFlag(PushParts.TaskRuns) ? snapshot : null);
    }
}

internal sealed class GetPushHandler(IPushHeads heads, IPushSnapshots snapshots, IMediator mediator) : IRequestHandler<GetPush, PushView?>
{
    /// <summary>Reports may come faster than the parts are read; then one snapshot gives all of them, past the cache.</summary>
    private const int MaxAttempts = 3;

    public async Task<PushView?> Handle(GetPush request, CancellationToken cancellationToken)
    {
        var (push, parts, head) = (request.Push, request.Parts, request.Head);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // A snapshot brings its own.
            if (!parts.HasFlag(PushParts.TaskRuns) && (head ??= await heads.FindAsync(push, cancellationToken)) is null) return null;
            if (parts is PushParts.None) return new PushView(head!);
            var (exists, view) = await TryLoadAsync(request, head, cancellationToken);
            if (!exists || view is not null) return view;
            head = null;
        }

        return await FromOneSnapshotAsync(push, parts, cancellationToken);
    }

    /// <summary>Through the cache. No view where a report came in between and the parts are of different versions.</summary>
    private async Task<(bool Exists, PushView? View)> TryLoadAsync(GetPush request, PushHead? head, CancellationToken cancellationToken)
    {
        var (push, parts, purpose) = (request.Push, request.Parts, request.Purpose);
        PushSnapshot? snapshot = null;
        if (parts.HasFlag(PushParts.TaskRuns))
        {
            snapshot = request.Runs is { } range
                ? await snapshots.ReadRangeAsync(push, range, cancellationToken)
                : await snapshots.ReadAsync(push, cancellationToken);
            if (snapshot is null) return (false, null);
            head = snapshot.Head;
        }

        PushAnswer? map = null;
        if (parts.HasFlag(PushParts.ResultMap))
        {
            map = await mediator.Send(new GetAnswer<ResultMapContent>(push, ResultMapContent.Instance) { Head = head, Purpose = purpose }, cancellationToken);
            if (map is null) return (false, null);
        }

        PushAnswer? counts = null;
        if (parts.HasFlag(PushParts.Counts) && (snapshot is null or { IsWhole: false }))
        {
            counts = await mediator.Send(new GetAnswer<ResultCountsContent>(push, ResultCountsContent.Instance) { Head = map?.Head ?? head, Purpose = purpose }, cancellationToken);
            if (counts is null) return (false, null);
        }

        return (true, Compose(parts, snapshot, map, counts));
    }

    private static PushView? Compose(PushParts parts, PushSnapshot? snapshot, PushAnswer? map, PushAnswer? counts)
    {
        var head = snapshot?.Head ?? map?.Head ?? counts!.Head;
        if (map is not null && map.Head != head) return null;
        if (counts is not null && counts.Head != head) return null;
        return new PushView(
            head,
            map?.Bytes,
            counts is not null ? ResultCountsContent.Parse(counts) : CountsOf(parts, snapshot),
            snapshot,
            map?.Provenance is { Outcome: CacheOutcome.Hit } && counts is not null ? counts.Provenance : (map ?? counts)?.Provenance);
    }

    private async Task<PushView?> FromOneSnapshotAsync(PushKey push, PushParts parts, CancellationToken cancellationToken)
    {
        var snapshot = parts.HasFlag(PushParts.TaskRuns)
            ? await snapshots.ReadAsync(push, cancellationToken)
            : await snapshots.ReadResultsAsync(push, cancellationToken);
        return snapshot is null ? null : PushView.Of(snapshot, parts);
    }

    private static ResultCounts? CountsOf(PushParts parts, PushSnapshot? snapshot) =>
        parts.HasFlag(PushParts.Counts) && snapshot is not null ? ResultCounts.Of(snapshot) : null;
}
