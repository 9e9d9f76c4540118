using GroupResults.Application.Pushes;
using MediatR;

namespace GroupResults.Application.Caching;

/// <summary>Answers a query from the cache where it can; its handler computes the rest, once for all who wait.</summary>
internal sealed class CachingBehavior<TRequest>(IPushHeads heads, PushAnswers answers) : IPipelineBehavior<TRequest, PushAnswer?>
    where TRequest : ICachedPushQuery
{
    public async Task<PushAnswer?> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<PushAnswer?> next)
    {
        var head = request.Head ?? await heads.FindAsync(request.Push, cancellationToken);
        return head is null
            ? null
            : await answers.GetAsync(head, request, async () => (await next())?.Computed, cancellationToken);
    }
}
