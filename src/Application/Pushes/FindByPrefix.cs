using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Application.Pushes;

/// <summary>
/// Finds the only push whose revision begins with that of <paramref name="Push"/>, or is equal to it. Null if there is none, and for less
/// than <see cref="MinDigits"/> digits.
/// </summary>
/// <exception cref="InvalidInputException">Several revisions begin with it.</exception>
public sealed record FindByPrefix(PushKey Push) : IRequest<PushHead?>
{
    /// <summary>The length of Mercurial's short revisions.</summary>
    public const int MinDigits = 12;
}

internal sealed class FindByPrefixHandler(IPushHeads heads) : IRequestHandler<FindByPrefix, PushHead?>
{
    private const int MaxNamed = 3;

    public async Task<PushHead?> Handle(FindByPrefix request, CancellationToken cancellationToken)
    {
        var (repository, prefix) = request.Push;
        if (prefix.Length < FindByPrefix.MinDigits || !PushRules.IsRevision(prefix)) return null;
        var found = await heads.FindByPrefixAsync(repository, prefix, MaxNamed + 1, cancellationToken);
        if (found.Count <= 1) return found.SingleOrDefault();
        if (found[0].Push == request.Push) return found[0]; // The shortest is first.
        var named = string.Join(", ", found.Take(MaxNamed).Select(head => head.Push.Revision));
        throw new InvalidInputException("revision", found.Count > MaxNamed
            ? $"is {prefix}, the beginning of more than {MaxNamed} revisions, such as {named}; give more digits"
            : $"is {prefix}, the beginning of {found.Count} revisions: {named}; give more digits");
    }
}
