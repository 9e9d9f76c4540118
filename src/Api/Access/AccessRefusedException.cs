using GroupResults.Application;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Access;

/// <summary>The caller is not allowed to do this. The message says what the caller lacks, and reveals nothing about what exists.</summary>
internal sealed class AccessRefusedException : RequestRefusedException
{
    private AccessRefusedException(string code, string message)
        : base(new Refusal(code, Field: null, message))
    {
    }

    /// <summary>One message for malformed, unknown, expired and revoked tokens, so that guessing a secret reveals nothing.</summary>
    internal static AccessRefusedException NotValid() => new(RefusalCodes.Unauthenticated, "The access token is not valid.");

    internal static AccessRefusedException Missing(AccessScopes scope) => new(
        RefusalCodes.Unauthenticated, $"This needs an access token with the scope '{NameOf(scope)}': send it as 'Authorization: Bearer …'.");

    internal static AccessRefusedException WithoutScope(AccessScopes scope) =>
        new(RefusalCodes.Forbidden, $"This needs the scope '{NameOf(scope)}', which the access token does not have.");

    internal static AccessRefusedException OtherRepository(string field) =>
        new(RefusalCodes.Forbidden, $"The access token does not cover this repository ({field}).");

    private static string NameOf(AccessScopes scope) => AccessScopeNames.Of(scope).First();
}
