namespace GroupResults.Domain.Origins;

/// <summary>Whether a failure is new. In the order in which one configuration's kind decides that of the group.</summary>
public enum OriginKind
{
    /// <summary>The nearest parent with a result passed.</summary>
    New,

    /// <summary>Before any parent has a result, one has a task run that has not ended.</summary>
    Pending,

    /// <summary>No parent within reach decides it.</summary>
    Unknown,

    /// <summary>The nearest parent with a result failed.</summary>
    Inherited,
}

/// <summary>What a parent says of a group in one configuration.</summary>
public enum ParentSays
{
    /// <summary>Nothing; the walk goes on.</summary>
    Gap,

    Pending,
    Failure,
    Pass,
}

/// <summary>Why a walk over the parents ended.</summary>
public enum WalkEnd
{
    /// <summary>The last push has no known parent.</summary>
    NoParent,

    /// <summary>The parent of the last push is not stored.</summary>
    NotStored,

    /// <summary>The parent of the last push was visited before.</summary>
    Visited,

    /// <summary>As many parents were visited as the setting allows.</summary>
    Limit,
}
