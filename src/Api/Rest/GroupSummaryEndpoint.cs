using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.GraphQL;
using GroupResults.Api.GraphQL.Types;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Admission;
using GroupResults.Application.Questions;
using GroupResults.Domain.Access;
using GroupResults.Domain.Histories;
using MediatR;
using VersionedCache;

namespace GroupResults.Api.Rest;

/// <summary>
/// Treeherder's <c>groupsummary</c>, drop-in: a day of the repositories whose pushes follow each other, or of the one that is named. The
/// clients take it once a day, so it is computed for each.
/// </summary>
internal sealed class GroupSummaryEndpoint(
    IMediator mediator, Callers callers, IComputationLimiter computations, QuestionSettings settings, AnswerBody body, TimeProvider time)
{
    private const string Route = "/api/groupsummary";

    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        var endpoint = endpoints.ServiceProvider.GetRequiredService<GroupSummaryEndpoint>();
        endpoints.MapMethods(Route, [HttpMethods.Get, HttpMethods.Head], endpoint.HandleAsync).RequireCors(AccessServices.OpenToAllPages);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = "no-cache";
        var (request, caller) = (context.Request, callers.CallerOf(context));
        var repository = request.Query["repository"] is [.., { } name] ? name : null;
        if (repository is null) caller.Ensure(AccessScopes.Read);
        else caller.Ensure(AccessScopes.Read, repository);
        if (FindDay(request) is not { } day)
        {
            await Problems.WriteAsync(context, new InvalidInputException("startdate", "and enddate are dates such as 2026-03-04"));
            return;
        }

        var bytes = await ComputeAsync(context, caller, repository, day);
        var coding = ContentNegotiation.Coding(request);
        if (ContentNegotiation.NameOf(coding) is { } encoding)
        {
            headers.ContentEncoding = encoding;
            bytes = Compression.Encode(bytes.Span, coding);
        }

        context.Response.ContentType = "application/json";
        await body.WriteAsync(context, bytes);
    }

    private async Task<ReadOnlyMemory<byte>> ComputeAsync(HttpContext context, Caller caller, string? repository, Days days)
    {
        if (days.IsEmpty) return DaySummaryJson.Write(DaySummary.Of([]));
        using var turn = await computations.EnterAsync(
            ClientIds.Of(caller, context.Connection.RemoteIpAddress), Costs.GroupSummary, heldBytes: 0, context.RequestAborted);
        using var session = await mediator.Send(new OpenQuestions(), context.RequestAborted);
        var repositories = session.ReadRepositories()
            .Select(each => each.Name)
            .Where(each => repository is null ? !settings.ParentlessRepositories.Contains(each) : each == repository)
            .Where(each => caller.Refuse(AccessScopes.Read, each) is null);
        return DaySummaryJson.Write(session.Summarize([.. repositories], days.Start, context.RequestAborted));
    }

    /// <summary>
    /// As in Treeherder: what is missing or not of the form of a date is today, or the day after the start; an end that is later than that
    /// day is that day.
    /// </summary>
    /// <returns>Null if a parameter has the form of a date and is none.</returns>
    private Days? FindDay(HttpRequest request)
    {
        var (isStart, start) = DateOf(request, "startdate");
        var (isEnd, end) = DateOf(request, "enddate");
        if (!isStart || !isEnd) return null;
        var first = start ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return new Days(first, end <= first);
    }

    private static (bool IsValid, DateOnly? Date) DateOf(HttpRequest request, string parameter)
    {
        if (request.Query[parameter] is not [.., { } text] || !Dates.HasForm(text)) return (true, null);
        return Dates.TryParse(text, out var date) ? (true, date) : (false, null);
    }

    private readonly record struct Days(DateOnly Start, bool IsEmpty);
}
