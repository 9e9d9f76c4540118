using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Application.Caching;

/// <summary>What is cached of a push's result map at the head's version; null where nothing is.</summary>
public sealed record GetCacheEntry(PushHead Head) : IRequest<CacheEntry?>;

/// <param name="Key">Of the first form that is there: plain, gzip, br.</param>
/// <param name="SizeBytes">Of all forms that are there.</param>
/// <param name="Warmed">Whether a warm-up made it or vouched for it.</param>
public sealed record CacheEntry(string Key, DateTimeOffset StoredAt, DateTimeOffset ExpiresAt, long SizeBytes, bool Warmed);

internal sealed class GetCacheEntryHandler(PushAnswers answers) : IRequestHandler<GetCacheEntry, CacheEntry?>
{
    public async Task<CacheEntry?> Handle(GetCacheEntry request, CancellationToken cancellationToken)
    {
        var forms = await answers.PeekAsync(request.Head, AnswerContent.ResultMap, cancellationToken);
        if (forms.Count == 0) return null;
        var first = forms[0];
        return new CacheEntry(
            first.Key.ToString(), first.StoredAt, first.ExpiresAt, forms.Sum(form => (long)form.Bytes.Length), first.Warmed);
    }
}
