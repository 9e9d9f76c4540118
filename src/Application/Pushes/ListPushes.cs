using FluentValidation;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;

namespace GroupResults.Application.Pushes;

/// <summary>Lists a repository's pushes, newest first. An unknown repository has none.</summary>
/// <param name="First">Page size, 1 to <see cref="MaxPageSize"/>.</param>
/// <param name="After">The position after which the page begins. It must be of the same order.</param>
public sealed record ListPushes(string Repository, int First, PushListPlace? After) : IRequest<PushListPage>
{
    public const int MaxPageSize = 2000;

    public PushOrder Order { get; init; }

    public PushFilter Filter { get; init; } = PushFilter.None;

    /// <summary>Whether to count the pushes on all pages. With a filter, this may cost more than the page.</summary>
    public bool CountsAll { get; init; } = true;
}

/// <summary>Selects pushes by all of its conditions; a null condition matches every push.</summary>
/// <param name="PushedSince">By <see cref="PushHead.At"/>; included.</param>
/// <param name="PushedBefore">By <see cref="PushHead.At"/>; not included.</param>
/// <param name="HasFailures">Whether any stored task run has an ERROR.</param>
public sealed record PushFilter(
    StabilityAt? Stability = null, DateTimeOffset? PushedSince = null, DateTimeOffset? PushedBefore = null, bool? HasFailures = null)
{
    public static readonly PushFilter None = new();

    public bool HasWindow => PushedSince is not null || PushedBefore is not null;
}

/// <summary>The stability at a moment.</summary>
public sealed record StabilityAt(PushStability Stability, DateTimeOffset At);

/// <param name="TotalCount">Null if it was not asked for.</param>
public sealed record PushListPage(IReadOnlyList<PushHead> Pushes, bool HasNextPage, int? TotalCount)
{
    public PushOrder Order { get; init; }
}

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
        RuleFor(query => query.After).Must((query, after) => after!.Order == query.Order).When(query => query.After is not null)
            .WithMessage(query => $"is a cursor of pushes by {NameOf(query.After!.Order)}; with orderBy: {NameOf(query.Order)}, it must be the endCursor of a page in that order");
    }

    private static string NameOf(PushOrder order) => order is PushOrder.Position ? "POSITION" : "ACTIVITY";
}

internal sealed class ListPushesHandler(IPushList list) : IRequestHandler<ListPushes, PushListPage>
{
    public Task<PushListPage> Handle(ListPushes request, CancellationToken cancellationToken) =>
        list.ReadAsync(request, cancellationToken);
}
