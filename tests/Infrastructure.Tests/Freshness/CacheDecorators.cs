using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Tests.Freshness;

/// <summary>Lets a test act just before an answer is stored: where a late writer does its harm, if it can.</summary>
internal sealed class StoreHook(IAnswerCache inner, Action<CachedAnswer> beforeStore) : IAnswerCache
{
    public AnswerCacheSize Size => inner.Size;

    public CachedAnswer? Find(AnswerKey key) => inner.Find(key);

    public CachedAnswer? Peek(AnswerKey key) => inner.Peek(key);

    public void Store(CachedAnswer answer)
    {
        beforeStore(answer);
        inner.Store(answer);
    }

    public IReadOnlyList<AnswerKey> DropBefore(PushHead head) => inner.DropBefore(head);
}

/// <summary>
/// What this project's origin had: a key without version and incarnation, deleted when a report comes in. The tests
/// must find it out, or they would find nothing.
/// </summary>
internal sealed class VersionlessCache(IAnswerCache inner) : IAnswerCache
{
    public AnswerCacheSize Size => inner.Size;

    public CachedAnswer? Find(AnswerKey key) => inner.Find(Strip(key));

    public CachedAnswer? Peek(AnswerKey key) => inner.Peek(Strip(key));

    public void Store(CachedAnswer answer) => inner.Store(answer with { Key = Strip(answer.Key) });

    public IReadOnlyList<AnswerKey> DropBefore(PushHead head) => inner.DropBefore(head);

    private static AnswerKey Strip(AnswerKey key) => key with { Version = 0, Incarnation = default, Epoch = default };
}
