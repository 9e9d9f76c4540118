using GraphQL;
using GraphQLParser.AST;
using GraphQLServer;
using GroupResults.Api.Access;
using GroupResults.Api.Http;
using GroupResults.Application.Caching;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// The context of one execution: the caller, the moment that the response describes, and how the cache answered its pushes, for
/// <c>extensions.cache</c>. Nothing in these extensions changes from one second to the next, so the bytes of a response can be cached.
/// </summary>
internal sealed class PushOperation(DateTimeOffset at, Caller caller) : OperationContext
{
    private readonly List<Entry> _entries = [];
    private readonly List<QuestionSession> _sessions = [];
    private int _rootOfLatestSession;

    internal DateTimeOffset At { get; } = at;

    internal Caller Caller { get; } = caller;

    /// <summary>The purpose of loading pushes.</summary>
    internal AnswerPurpose Purpose { get; init; }

    /// <summary>Answers the operation's questions from one snapshot. Null until <see cref="PushLoader"/> opens it.</summary>
    internal QuestionSession? Questions => _sessions is [.., var latest] ? latest : null;

    /// <summary>Whether any field asked questions. Known after the operation, too.</summary>
    internal bool HasAskedQuestions { get; private set; }

    /// <summary>
    /// The session that answers the field's questions; null if there is none yet. The fields at the root of a mutation are executed one
    /// after another, and each must see what those before it have stored.
    /// </summary>
    internal QuestionSession? QuestionsFor(IResolveFieldContext context) => IsOfLaterMutation(context) ? null : Questions;

    /// <summary>
    /// Makes this the operation's session. Earlier ones stay open, because what was loaded from them may still be asked questions; only the
    /// next field at the root of a mutation closes them.
    /// </summary>
    /// <param name="context">Null before any field is resolved.</param>
    internal QuestionSession Use(QuestionSession session, IResolveFieldContext? context = null)
    {
        if (context is not null)
        {
            if (IsOfLaterMutation(context)) CloseSessions();
            _rootOfLatestSession = RootOf(context);
        }

        _sessions.Add(session);
        HasAskedQuestions = true;
        return session;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) CloseSessions();
        base.Dispose(disposing);
    }

    private void CloseSessions()
    {
        foreach (var session in _sessions) session.Dispose();
        _sessions.Clear();
    }

    private bool IsOfLaterMutation(IResolveFieldContext context) =>
        context.Operation.Operation is OperationType.Mutation && RootOf(context) != _rootOfLatestSession;

    /// <summary>The push that was loaded. Null unless exactly one was.</summary>
    internal PushView? OnlyView => _entries is [var only] ? only.View : null;

    /// <summary>How the cache answered the first push of the query that came through it.</summary>
    internal AnswerProvenance? First => Cached().FirstOrDefault()?.View.Cache;

    public override string? CacheStatusAt(DateTimeOffset now) => First is { } first ? CacheStatus.Describe(first, now) : null;

    /// <summary>The key <c>cache</c> describes the first push. A request with several pushes has <c>cacheByField</c>, too, with an object for each path.</summary>
    public override IReadOnlyDictionary<string, object?>? Extensions
    {
        get
        {
            var cached = Cached().ToList();
            if (cached.Count == 0) return null;
            var extensions = new Dictionary<string, object?> { ["cache"] = Describe(cached[0].View.Cache!) };
            if (cached.Count > 1)
                extensions["cacheByField"] = cached.ToDictionary(entry => string.Join('.', entry.Path), object? (entry) => Describe(entry.View.Cache!), StringComparer.Ordinal);
            return extensions;
        }
    }

    /// <param name="index">The push's index, if the field is a list.</param>
    internal void Add(IResolveFieldContext context, PushView view, int? index = null)
    {
        object[] path = index is { } place ? [.. context.ResponsePath, place] : [.. context.ResponsePath];
        lock (_entries) _entries.Add(new Entry(RootOf(context), path, view));
    }

    /// <returns>The position of the root field in the query's text.</returns>
    private static int RootOf(IResolveFieldContext context)
    {
        while (context.Parent is { } parent) context = parent;
        return context.FieldAst.Location.Start;
    }

    /// <summary>The pushes that came through the cache, in the order of the query, whatever the order in which its fields were answered.</summary>
    private IEnumerable<Entry> Cached() => _entries
        .Where(entry => entry.View.Cache is not null)
        .OrderBy(entry => entry.RootLocation)
        .ThenBy(entry => entry.Path, Comparer<object[]>.Create(ComparePaths));

    private static int ComparePaths(object[] left, object[] right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            var order = (left[i], right[i]) switch
            {
                (int one, int other) => one.CompareTo(other),
                var (one, other) => string.CompareOrdinal(one.ToString(), other.ToString()),
            };
            if (order != 0) return order;
        }

        return left.Length.CompareTo(right.Length);
    }

    internal static Dictionary<string, object?> Describe(AnswerProvenance provenance) => new()
    {
        ["status"] = provenance.Outcome is CacheOutcome.Hit ? "HIT" : "MISS",
        ["version"] = provenance.Version,
        ["expiresAt"] = provenance.ExpiresAt.UtcDateTime,
        ["stability"] = provenance.Stability is PushStability.Stable ? "STABLE" : "ACTIVE",
    };

    /// <param name="RootLocation">The position of the root field in the query's text.</param>
    private sealed record Entry(int RootLocation, object[] Path, PushView View);
}

internal static class PushOperationExtensions
{
    /// <summary>The operation whose field is resolved.</summary>
    internal static PushOperation Operation(this IResolveFieldContext context) => (PushOperation)OperationContext.Of(context);
}
