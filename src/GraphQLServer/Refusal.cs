using Microsoft.AspNetCore.Http;

namespace GraphQLServer;

/// <summary>Why a request, or a part of one, was refused. It is for the client.</summary>
/// <param name="Code">Told as the error's <c>extensions.code</c>.</param>
/// <param name="Field">The part of the request that is at fault, told as <c>extensions.field</c>; null: there is none.</param>
/// <param name="Message">A whole sentence.</param>
public sealed record Refusal(string Code, string? Field, string Message)
{
    /// <summary>When it is worth trying again; null: nobody can tell.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further extensions of the error, by name; null: there are none.</summary>
    public IReadOnlyDictionary<string, object>? Figures { get; init; }

    /// <summary>Of an HTTP response where nothing was executed.</summary>
    public int StatusCode { get; init; } = StatusCodes.Status400BadRequest;

    /// <summary>
    /// Whether the status is 200 in a response of <c>application/json</c>: GraphQL over HTTP has it so for well-formed requests, and for
    /// nothing else.
    /// </summary>
    public bool IsWellFormed { get; init; } = true;

    /// <summary>The value of WWW-Authenticate, where the client must say who it is; null: that would not help.</summary>
    public string? Challenge { get; init; }

    /// <summary>A request that is no GraphQL request at all.</summary>
    internal static Refusal Malformed(string field, string message, int statusCode = StatusCodes.Status400BadRequest, string code = "INVALID_INPUT") =>
        new(code, field, message) { StatusCode = statusCode, IsWellFormed = false };
}

/// <summary>The server's own way to refuse.</summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    /// <summary>A GraphQL request that is well-formed and yet not executed.</summary>
    public RefusedException(string code, string? field, string message)
        : this(new Refusal(code, field, message))
    {
    }

    public Refusal Refusal { get; } = refusal;

    internal static RefusedException Malformed(string field, string message) => new(Refusal.Malformed(field, message));
}

/// <summary>Tells what clients are told of the exceptions that resolvers and hooks throw.</summary>
public interface IRefusalSource
{
    /// <returns>One or more; none where the exception is a fault of the service, of which clients are told nothing.</returns>
    IReadOnlyList<Refusal> RefusalsOf(Exception exception);
}
