namespace GroupResults.Api.Admission;

/// <summary>Records whether a request was refused if its status does not say so. It is a feature of the request.</summary>
internal sealed class RequestOutcome
{
    private static readonly RequestOutcome Refused = new();
    private static readonly RequestOutcome NotRefused = new();

    private RequestOutcome()
    {
    }

    /// <summary>Overrides what the status says.</summary>
    internal static void Set(HttpContext context, bool isRefused) => context.Features.Set(isRefused ? Refused : NotRefused);

    internal static bool IsRefused(HttpContext context) => context.Features.Get<RequestOutcome>() is { } outcome
        ? outcome == Refused
        : context.Response.StatusCode is >= StatusCodes.Status400BadRequest and < StatusCodes.Status499ClientClosedRequest;
}
