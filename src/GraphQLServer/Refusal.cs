using Microsoft.AspNetCore.Http;

namespace GraphQLServer;

/// <summary>The reason why a request, or a part of one, was refused. Clients see it.</summary>
/// <param name="Code">The error's <c>extensions.code</c>.</param>
/// <param name="Field">The part of the request that is at fault, the error's <c>extensions.field</c>; null for none.</param>
/// <param name="Message">A complete sentence.</param>
public sealed record Refusal(string Code, string? Field, string Message)
{
    /// <summary>The delay before a retry is useful; null if unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further extensions of the error by name; null for none.</summary>
    public IReadOnlyDictionary<string, object>? Figures { get; init; }

    /// <summary>The HTTP status if nothing was executed.</summary>
    public int StatusCode { get; init; } = StatusCodes.Status400BadRequest;

    /// <summary>
    /// Whether an <c>application/json</c> response has status 200. GraphQL over HTTP requires it for well-formed requests, and for no
    /// others.
    /// </summary>
    public bool IsWellFormed { get; init; } = true;

    /// <summary>The value of WWW-Authenticate if the client must authenticate; null if that would not help.</summary>
    public string? Challenge { get; init; }

    /// <summary>The refusal of something that is not a GraphQL request.</summary>
    internal static Refusal Malformed(string field, string message, int statusCode = StatusCodes.Status400BadRequest, string code = "INVALID_INPUT") =>
        new(code, field, message) { StatusCode = statusCode, IsWellFormed = false };
}

/// <summary>A refusal by the server itself.</summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    /// <summary>Refuses a well-formed GraphQL request.</summary>
    public RefusedException(string code, string? field, string message)
        : this(new Refusal(code, field, message))
    {
    }

    public Refusal Refusal { get; } = refusal;

    internal static RefusedException Malformed(string field, string message) => new(Refusal.Malformed(field, message));
}

/// <summary>Translates exceptions of resolvers and hooks into refusals for clients.</summary>
public interface IRefusalSource
{
    /// <returns>One or more refusals; empty if the exception is a fault of the service, whose details clients must not see.</returns>
    IReadOnlyList<Refusal> RefusalsOf(Exception exception);
}
