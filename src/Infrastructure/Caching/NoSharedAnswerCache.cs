using GroupResults.Application.Caching;

namespace GroupResults.Infrastructure.Caching;

/// <summary>For a service on memory alone.</summary>
internal sealed class NoSharedAnswerCache : ISharedAnswerCache
{
    public bool IsConfigured => false;

    public Task<CachedAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken) => Task.FromResult<CachedAnswer?>(null);

    public Task StoreAsync(CachedAnswer answer, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(AnswerKey key, CancellationToken cancellationToken) => Task.CompletedTask;
}
