namespace GroupResults.Domain.Origins;

/// <summary>
/// A walk from a push over its parents, nearest first, that answers many questions at once: where does the failure of a group in a
/// configuration come from? While <see cref="WantsParent"/>, the caller looks for the next parent. It calls <see cref="End"/> if there is
/// none, else <see cref="Enter"/> and, for each open question, <see cref="See"/>.
/// </summary>
public sealed class OriginWalk
{
    private readonly Question[] _questions;
    private readonly HashSet<string> _visited;
    private readonly int _maxParents;
    private int _open;
    private WalkEnd? _end;

    /// <param name="revision">The push with the failures.</param>
    /// <param name="questions">How many there are. They are known by their index.</param>
    public OriginWalk(string revision, int questions, int maxParents = OriginRules.DefaultMaxParents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxParents, OriginRules.MinMaxParents);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxParents, OriginRules.MaxMaxParents);
        _questions = new Question[questions];
        _open = questions;
        _visited = new HashSet<string>(StringComparer.Ordinal) { revision };
        _maxParents = maxParents;
    }

    /// <summary>Of the current parent; 0 before the first.</summary>
    public int Distance { get; private set; }

    /// <summary>Whether nothing that a further parent says can change an answer.</summary>
    public bool IsDecided => _open == 0;

    public bool WantsParent => !IsDecided && _end is null && Distance < _maxParents;

    /// <summary>Goes to the next parent, which is stored.</summary>
    /// <returns>False if it was visited before; the walk has ended.</returns>
    /// <exception cref="InvalidOperationException">The walk wants no parent.</exception>
    public bool Enter(string revision)
    {
        if (!WantsParent) throw new InvalidOperationException("The walk over the parents has ended.");
        if (_visited.Add(revision))
        {
            Distance++;
            return true;
        }

        _end = WalkEnd.Visited;
        return false;
    }

    /// <summary>The next parent is not known or not stored.</summary>
    public void End(WalkEnd reason) => _end ??= reason;

    /// <summary>Whether the current parent may still change the answer. An inherited failure is open until a pass ends it.</summary>
    public bool IsOpen(int question) => !_questions[question].IsClosed;

    /// <summary>What the current parent says. A closed question takes no notice.</summary>
    public void See(int question, ParentSays says)
    {
        ref var state = ref _questions[question];
        if (state.IsClosed) return;
        state.See(says, Distance);
        if (state.IsClosed) _open--;
    }

    /// <exception cref="InvalidOperationException">The question is open, and the walk has not ended.</exception>
    public Origin this[int question]
    {
        get
        {
            var state = _questions[question];
            if (!state.IsClosed && WantsParent) throw new InvalidOperationException("The walk over the parents has not ended.");
            return state.ToOrigin(Distance, _end ?? WalkEnd.Limit);
        }
    }

    private struct Question
    {
        private OriginKind? _kind;
        private int _decidedAt;
        private int _oldestFailure;
        private int? _passBeforeFailures;

        internal readonly bool IsClosed => _kind is OriginKind.New or OriginKind.Pending || _passBeforeFailures is not null;

        internal void See(ParentSays says, int distance)
        {
            switch (says)
            {
                case ParentSays.Pass when _kind is null:
                    Decide(OriginKind.New, distance);
                    break;
                case ParentSays.Pass:
                    _passBeforeFailures = distance;
                    break;
                case ParentSays.Failure:
                    if (_kind is null) Decide(OriginKind.Inherited, distance);
                    _oldestFailure = distance;
                    break;
                case ParentSays.Pending when _kind is null:
                    Decide(OriginKind.Pending, distance);
                    break;
            }
        }

        /// <summary>Keeps of the walk only what the answer depends on, so that equal answers are equal however far others walked.</summary>
        internal readonly Origin ToOrigin(int walked, WalkEnd end) => _kind switch
        {
            _ when IsClosed => new Origin(_kind!.Value, _decidedAt, FirstFail) { PassBeforeFailures = _passBeforeFailures },
            null => new Origin(OriginKind.Unknown, null, null) { Walked = walked, End = end },
            { } kind => new Origin(kind, _decidedAt, FirstFail) { Walked = walked, End = end },
        };

        private readonly int? FirstFail => _kind is OriginKind.Inherited ? _oldestFailure : null;

        private void Decide(OriginKind kind, int distance)
        {
            _kind = kind;
            _decidedAt = distance;
        }
    }
}
