using GroupResults.Application;
using GroupResults.Domain.Access;
using Microsoft.AspNetCore.Authorization;

namespace GroupResults.Api.Access;

/// <summary>Requires a scope. If the route names a repository, the token must cover that repository, too.</summary>
internal sealed record ScopeRequirement(AccessScopes Scope) : IAuthorizationRequirement
{
    private const string RepositoryParameter = "repository";

    /// <summary>The name of the policy that has only this requirement: the scope's name.</summary>
    internal static string PolicyFor(AccessScopes scope) => AccessScopeNames.Of(scope).Single();

    /// <returns>The refusal; null if the caller is allowed to.</returns>
    internal Refusal? RefusalOf(Caller caller, HttpContext context) =>
        caller.Refuse(Scope, context.GetRouteValue(RepositoryParameter) as string)?.Refusals[0];
}

/// <summary>Decides by the resource, which is the request with its caller and route.</summary>
internal sealed class ScopeHandler(Callers callers) : AuthorizationHandler<ScopeRequirement, HttpContext>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement, HttpContext resource)
    {
        if (requirement.RefusalOf(callers.CallerOf(resource), resource) is null) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
