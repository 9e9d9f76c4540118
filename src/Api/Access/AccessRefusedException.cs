using GroupResults.Application;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Access;

/// <summary>The caller may not do this. The message says what it lacks, and nothing of what is there.</summary>
internal sealed class AccessRefusedException : RequestRefusedException
{
    private AccessRefusedException(string code, string message)
        : base(code, message)
    {
    }

    internal bool IsUnauthenticated => Code == "UNAUTHENTICATED";

    internal int StatusCode => IsUnauthenticated ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;

    /// <summary>One answer for what is garbled, unknown, expired or revoked: who tries secrets learns nothing.</summary>
    internal static AccessRefusedException NotValid() => new("UNAUTHENTICATED", "The access token is not valid.");

    internal static AccessRefusedException Missing(AccessScopes scope) => new(
        "UNAUTHENTICATED", $"This needs an access token with the scope '{NameOf(scope)}': send it as 'Authorization: Bearer …'.");

    internal static AccessRefusedException WithoutScope(AccessScopes scope) =>
        new("FORBIDDEN", $"This needs the scope '{NameOf(scope)}', which the access token does not have.");

    internal static AccessRefusedException OtherRepository(string field) =>
        new("FORBIDDEN", $"The access token is not good for this repository ({field}).");

    private static string NameOf(AccessScopes scope) => AccessScopeNames.Of(scope).First();
}
