using GroupResults.Application;
using GroupResults.Domain.Access;
using Microsoft.AspNetCore.Authorization;

namespace GroupResults.Api.Access;

/// <summary>An endpoint needs a scope; where its route names a repository, the token must be good for that repository, too.</summary>
internal sealed record ScopeRequirement(AccessScopes Scope) : IAuthorizationRequirement
{
    private const string RepositoryParameter = "repository";

    /// <summary>The name of the policy that has this requirement alone: the scope's.</summary>
    internal static string PolicyFor(AccessScopes scope) => AccessScopeNames.Of(scope).Single();

    /// <returns>Null where the caller may ask; else why not.</returns>
    internal Refusal? RefusalOf(Caller caller, HttpContext context) =>
        caller.Refuse(Scope, context.GetRouteValue(RepositoryParameter) as string)?.Refusals[0];
}

/// <summary>Decides by the resource, which is the request: its caller and its route.</summary>
internal sealed class ScopeHandler(Callers callers) : AuthorizationHandler<ScopeRequirement, HttpContext>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement, HttpContext resource)
    {
        if (requirement.RefusalOf(callers.CallerOf(resource), resource) is null) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
