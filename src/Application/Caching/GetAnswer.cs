using GroupResults.Application.Admission;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>
/// Asks for one representation of a push. Every read is this query, through <see cref="CachingBehavior{TContent}"/>: its handler runs
/// only for what has to be computed. Null if there is no such push.
/// </summary>
/// <typeparam name="TContent">What is asked for; it has a handler of its own.</typeparam>
/// <param name="Coding">The form of the bytes.</param>
public sealed record GetAnswer<TContent>(PushKey Push, TContent Content, ContentCoding Coding = ContentCoding.Identity) : IRequest<PushAnswer?>
    where TContent : IPushContent
{
    /// <summary>The head to answer for, if it was read for this very request; else it is read.</summary>
    public PushHead? Head { get; init; }

    /// <summary>Whether the client has the answer with this key already: then it gets <see cref="PushAnswer.IsNotModified"/>.</summary>
    public Func<CacheKey<PushVersion>, bool>? IsKnown { get; init; }

    public AnswerPurpose Purpose { get; init; }

    /// <summary>Who asks, for <see cref="IComputationLimiter"/>. A computation that several wait for runs as soon as one of them is admitted.</summary>
    public ClientId Client { get; init; }

    /// <summary>What computing it may cost, as <see cref="IComputationLimiter"/> has it.</summary>
    public double Cost { get; init; }

    /// <summary>The memory that the request holds while it waits for admission.</summary>
    public long HeldBytes { get; init; }
}

/// <summary>What a push can be asked for.</summary>
public interface IPushContent
{
    /// <summary>What to keep it as while the push has this stability.</summary>
    CachePart PartFor(PushStability stability);

    /// <summary>Whether it depends on other pushes of the repository, too.</summary>
    bool ConsultsRepository => false;

    /// <summary>The version that it has at this head: of everything, or of results if it depends on nothing else.</summary>
    PushVersion VersionAt(PushHead head) => new(ConsultsRepository || head?.Repository is null ? head! : head with { Repository = null });
}

/// <summary>What an answer is for.</summary>
public enum AnswerPurpose
{
    /// <summary>A client asked for it: it counts as a hit or a miss.</summary>
    Answer,

    /// <summary>A part of an answer that counts as a whole, or a payload of a subscription.</summary>
    Part,

    /// <summary>A warm-up: a stable push's answer is kept for the stable time to live.</summary>
    WarmUp,
}
