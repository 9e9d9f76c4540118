using System.Globalization;
using GraphQL;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Http;
using GroupResults.Application;

namespace GroupResults.Api.Access;

/// <summary>Refuses requests beyond the <see cref="RateLimits"/>, before anything of them is read.</summary>
internal sealed class RateLimiting(RateLimits limits, AccessControl access, IGraphQLTextSerializer serializer)
{
    internal Task EnsureAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/healthz" || context.Request.Path == "/readyz") return next(context); // Who watches the service must not be sent away.
        return limits.TryTake(access.CallerOf(context), context.Connection.RemoteIpAddress) is { } refusal ? RefuseAsync(context, refusal) : next(context);
    }

    private async Task RefuseAsync(HttpContext context, RateRefusal refusal)
    {
        context.Response.Headers.RetryAfter = refusal.Seconds.ToString(CultureInfo.InvariantCulture);
        if (context.Request.Path != "/graphql")
        {
            await Problems.WriteAsync(context, new Refusal(RefusalCodes.RateLimited, Field: null, refusal.Message));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.ContentType = ResponseMediaTypes.ContentTypeOf(ResponseMediaTypes.Negotiate(context.Request) ?? ResponseMediaType.Json);
        var result = new MalformedRequestException(StatusCodes.Status429TooManyRequests, "RATE_LIMITED", "", refusal.Message).ToResult();
        await serializer.WriteAsync(context.Response.Body, result, context.RequestAborted);
    }
}
