using GroupResults.Api.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace GroupResults.Api.Access;

/// <summary>Refuses a caller that does not meet an endpoint's policy: 401 or 403, in the endpoint's form of refusals.</summary>
internal sealed class AccessRefusals(Callers callers) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded) return next(context);
        var caller = callers.CallerOf(context);
        var refusal = policy.Requirements.OfType<ScopeRequirement>().Select(requirement => requirement.RefusalOf(caller, context)).First(refused => refused is not null);
        context.Response.Headers.CacheControl = "no-store";
        return RefusalWriter.WriteAsync(context, refusal!);
    }
}
