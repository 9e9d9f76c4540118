using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Application.Pushes;

/// <summary>A push's version and activity, without its results. Null where there is no such push.</summary>
public sealed record GetPushHead(PushKey Push) : IRequest<PushHead?>;

internal sealed class GetPushHeadHandler(IPushHeads heads) : IRequestHandler<GetPushHead, PushHead?>
{
    public async Task<PushHead?> Handle(GetPushHead request, CancellationToken cancellationToken) =>
        await heads.FindAsync(request.Push, cancellationToken);
}
