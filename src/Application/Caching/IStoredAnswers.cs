using GroupResults.Domain.Pushes;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>
/// Answers that this process has in memory. A hit found here is all that a request costs; what is not found goes through
/// the queries, which know where else to look, and how to compute.
/// </summary>
public interface IStoredAnswers
{
    /// <param name="head">As read from the database for this very request.</param>
    /// <returns>Null where it is not in memory; only what is found counts as answered.</returns>
    PushAnswer? Find(PushHead head, AnswerContent content, ContentCoding coding);
}
