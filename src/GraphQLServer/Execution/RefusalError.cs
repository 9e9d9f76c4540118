using GraphQL;
using GraphQLServer.Requests;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Execution;

/// <summary>A refusal as GraphQL tells it.</summary>
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
    /// Whether an operation was not executed for a fault of its client's. Clients of persisted documents ask by their hash first and expect
    /// that it is not found.
    /// </summary>
    internal static bool IsClientsFault(ExecutionResult result) => !result.Executed
        && result.Errors is [var first, ..]
        && first.Code is not (PersistedDocuments.NotFound or ErrorTranslation.InternalCode)
        && first is not RefusalError { Refusal.StatusCode: >= StatusCodes.Status500InternalServerError };

    internal static ExecutionResult ResultOf(params IEnumerable<Refusal> refusals) => new() { Errors = [.. refusals.Select(refusal => new RefusalError(refusal))] };
}
