namespace GroupResults.Api.Admission;

/// <summary>Whether a request was refused, where its status does not say so. Travels as a feature of the request.</summary>
internal sealed class RequestOutcome
{
    private static readonly RequestOutcome Refused = new();
    private static readonly RequestOutcome NotRefused = new();

    private RequestOutcome()
    {
    }

    /// <summary>Has the last word over the status.</summary>
    internal static void Set(HttpContext context, bool isRefused) => context.Features.Set(isRefused ? Refused : NotRefused);

    internal static bool IsRefused(HttpContext context) => context.Features.Get<RequestOutcome>() is { } outcome
        ? outcome == Refused
        : context.Response.StatusCode is >= StatusCodes.Status400BadRequest and < StatusCodes.Status499ClientClosedRequest;
}
