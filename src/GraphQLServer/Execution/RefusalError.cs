using GraphQL;
using GraphQLServer.Requests;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Execution;

/// <summary>A refusal as a GraphQL error.</summary>
internal sealed class RefusalError : ExecutionError
{
    internal RefusalError(Refusal refusal)
        : base(refusal.Message)
    {
        Refusal = refusal;
        Code = refusal.Code;
        if (refusal.Field is { Length: > 0 } field) this.AddExtension("field", field);
        foreach (var (name, figure) in refusal.Figures ?? new Dictionary<string, object>()) this.AddExtension(name, figure);
    }

    internal Refusal Refusal { get; }

    /// <summary>
    /// Whether an operation was not executed because of a client error. An unknown persisted document does not count: clients send the
    /// hash first and expect that it can be missing.
    /// </summary>
    internal static bool IsClientError(ExecutionResult result) => !result.Executed
        && result.Errors is [var first, ..]
        && first.Code is not (PersistedDocuments.NotFound or ErrorTranslation.InternalCode)
        && first is not RefusalError { Refusal.StatusCode: >= StatusCodes.Status500InternalServerError };

    internal static ExecutionResult ResultOf(params IEnumerable<Refusal> refusals) => new() { Errors = [.. refusals.Select(refusal => new RefusalError(refusal))] };
}
