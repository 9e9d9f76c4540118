using FluentValidation;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Application.Pushes;

/// <summary>Lists a repository's pushes, newest activity first. An unknown repository has none.</summary>
/// <param name="First">Page size, 1 to <see cref="MaxPageSize"/>.</param>
/// <param name="After">The position after which the page begins.</param>
public sealed record ListPushes(string Repository, int First, PushListPlace? After) : IRequest<PushListPage>
{
    public const int MaxPageSize = 2000;
}

/// <summary>A position in the list. It stays valid when pushes before it move.</summary>
public sealed record PushListPlace(DateTimeOffset LastActivityAt, long Id)
{
    public static PushListPlace Of(PushHead push) => new(push.LastActivityAt, push.Id);
}

public sealed record PushListPage(IReadOnlyList<PushHead> Pushes, bool HasNextPage, int TotalCount);

/// <summary>Lists and counts pushes from the database.</summary>
public interface IPushList
{
    Task<PushListPage> ReadAsync(ListPushes query, CancellationToken cancellationToken);

    /// <summary>Counts the pushes of all repositories.</summary>
    Task<PushTotals> CountAsync(DateTimeOffset activeSince, CancellationToken cancellationToken);
}

public sealed record PushTotals(int Active, int Stable);

internal sealed class ListPushesValidator : AbstractValidator<ListPushes>
{
    public ListPushesValidator()
    {
        RuleFor(query => query.First).InclusiveBetween(1, ListPushes.MaxPageSize)
            .WithMessage(query => $"is {query.First}; a page has 1 to {ListPushes.MaxPageSize} pushes");
    }
}

internal sealed class ListPushesHandler(IPushList list) : IRequestHandler<ListPushes, PushListPage>
{
    public Task<PushListPage> Handle(ListPushes request, CancellationToken cancellationToken) =>
        list.ReadAsync(request, cancellationToken);
}
