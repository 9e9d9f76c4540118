using GroupResults.Domain.Pushes;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>A query whose answer depends on one push's contents alone, and so can be kept under the push's version.</summary>
internal interface ICachedPushQuery
{
    PushKey Push { get; }

    AnswerContent Content { get; }

    ContentCoding Coding { get; }

    /// <summary>The head to answer for, where it was read for this very request.</summary>
    PushHead? Head { get; }

    /// <summary>False for a part of an answer that is counted as a whole.</summary>
    bool IsCounted { get; }
}
